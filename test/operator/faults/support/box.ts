/** A sandbox of a test file's own, whose servers may be killed, with tug installed and one tenant in it. */
import { down, operatorAccess, up } from '../../../../sandbox/index.ts';
import { type Api, connect, isNotFound, type KubeObject } from '../../../../src/kube/index.ts';
import { type Ended, tug } from '../../../support/tug.ts';

export const team = 'team';

export interface Box {
  readonly name: string;
  /** As an administrator. */
  readonly api: Api;
  readonly kubeconfig: string;
  /** As the operator's own account. */
  readonly operatorKubeconfig: string;
  /** tug as an administrator; an end that is not 0 is an Error that says what was printed. */
  run(...args: readonly string[]): Promise<Ended>;
  /** What a GET of this path gives; undefined when it is not there. */
  get(path: string): Promise<KubeObject | undefined>;
  /** The items of a collection, by its path with its query. */
  list(path: string): Promise<KubeObject[]>;
  close(): Promise<void>;
}

export async function openBox(name: string): Promise<Box> {
  await down(name);
  const { kubeconfig } = await up({ name });
  if (!kubeconfig) throw new Error(`the sandbox ${name} did not start`);
  const run: Box['run'] = async (...args) => {
    const ended = await tug([...args, '--kubeconfig', kubeconfig]);
    if (ended.code === 0) return ended;
    throw new Error(`tug ${args.join(' ')} ended with ${ended.code}: ${ended.stderr}${ended.stdout}`);
  };
  await run('install', '--no-deployment');
  await run('tenant', 'add', team);
  const access = await operatorAccess(name);
  const api = await connect({ kubeconfig });
  const read = async (path: string): Promise<unknown> => {
    const [pathname = '', query = ''] = path.split('?');
    const answer = await api.request({
      method: 'GET',
      path: pathname,
      query: Object.fromEntries(new URLSearchParams(query)),
    });
    return answer.json();
  };
  return {
    name,
    api,
    kubeconfig,
    operatorKubeconfig: access.kubeconfig,
    run,
    get: async (path) => {
      try {
        return (await read(path)) as KubeObject;
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    list: async (path) => ((await read(path)) as { readonly items: KubeObject[] }).items,
    close: async () => {
      await api.close();
      await down(name);
    },
  };
}
