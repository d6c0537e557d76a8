import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { afterAll, inject, onTestFinished, TestRunner } from 'vitest';
import { type Ended, run } from './tug.ts';

export { tug, tugPath } from './tug.ts';

/** What the sandbox set-up hands to the tests. */
declare module 'vitest' {
  export interface ProvidedContext {
    readonly kubeconfig: string;
    readonly kubectl: string;
  }
}

/** A namespace of a test's own in the sandbox that all tests share. */
export interface TestNamespace {
  readonly name: string;
  /** How many objects of the usual kinds are in it, ledgers and releases among them. */
  resourceCount(): Promise<number>;
  /** Names of one kind that begin with `prefix`. */
  names(resource: string, prefix?: string): Promise<Set<string>>;
  /** kubectl in this namespace. */
  kubectl(...args: readonly string[]): Promise<Omit<Ended, 'json'>>;
  /** One object as the server has it; undefined when it is not there. */
  get(resource: string, name: string): Promise<Record<string, unknown> | undefined>;
}

/** What tests make, and what tug keeps about it. */
const counted =
  'configmaps,secrets,services,serviceaccounts,persistentvolumeclaims,pods,resourcequotas,deployments.apps,statefulsets.apps,' +
  'daemonsets.apps,jobs.batch,cronjobs.batch,roles.rbac.authorization.k8s.io,rolebindings.rbac.authorization.k8s.io,' +
  'ingresses.networking.k8s.io,networkpolicies.networking.k8s.io,poddisruptionbudgets.policy,horizontalpodautoscalers.autoscaling';

export const kubeconfigOf = (): string => inject('kubeconfig');

/** kubectl against the sandbox: the real one, of the server's version. */
export function kubectl(...args: readonly string[]): Promise<Omit<Ended, 'json'>> {
  return run(inject('kubectl'), args, { env: { KUBECONFIG: kubeconfigOf() } });
}

/** A fresh namespace, deleted after the test that asked for it, or after the file when asked for outside of tests. */
export function namespaceForFile(): TestNamespace {
  const name = `t-${randomBytes(5).toString('hex')}`;
  // Not awaited by its callers, so it is there when this returns.
  execFileSync(inject('kubectl'), ['create', 'namespace', name, '--kubeconfig', kubeconfigOf()], { stdio: 'pipe' });
  const remove = async (): Promise<void> => {
    await kubectl('delete', 'namespace', name, '--wait=false');
  };
  if (TestRunner.getCurrentTest()) onTestFinished(remove);
  else afterAll(remove);
  return namespace(name);
}

function namespace(name: string): TestNamespace {
  const here = (...args: readonly string[]): Promise<Omit<Ended, 'json'>> => kubectl('-n', name, ...args);
  const listed = async (resources: string): Promise<string[]> => {
    const { code, stdout, stderr } = await here('get', resources, '--ignore-not-found', '-o', 'name');
    if (code !== 0) throw new Error(stderr);
    return stdout.split('\n').filter(Boolean);
  };
  return {
    name,
    kubectl: here,
    resourceCount: async () => (await listed(counted)).length,
    names: async (resource, prefix = '') => {
      const names = (await listed(resource)).map((line) => line.slice(line.indexOf('/') + 1));
      return new Set(names.filter((found) => found.startsWith(prefix)));
    },
    get: async (resource, object) => {
      const { code, stdout, stderr } = await here('get', resource, object, '--ignore-not-found', '-o', 'json');
      if (code !== 0) throw new Error(stderr);
      return stdout ? (JSON.parse(stdout) as Record<string, unknown>) : undefined;
    },
  };
}
