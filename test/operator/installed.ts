/** tug installed in the sandbox that all tests share, and tenants of a test file's own. Nobody uninstalls it there: it is everybody's. */
import { randomBytes } from 'node:crypto';
import { inject, onTestFinished } from 'vitest';
import { kubeconfigOf, kubectl, tug } from '../support/cluster.ts';
import { type Ended, run } from '../support/tug.ts';

export const operatorUser = 'system:serviceaccount:tug-system:tug-operator';

/** tug against the shared sandbox; an end that is not `code` is an Error that says what was printed. */
export async function here(args: readonly string[], code = 0): Promise<Ended> {
  const ended = await tug(args, { env: { KUBECONFIG: kubeconfigOf() } });
  if (ended.code === code) return ended;
  throw new Error(`tug ${args.join(' ')} ended with ${ended.code}: ${ended.stderr}${ended.stdout}`);
}

export const installHere = async (): Promise<void> => void (await here(['install', '--no-deployment']));

/** A fresh name, and the end of whatever a tenant of it left behind. */
export function tenantName(): string {
  const name = `team-${randomBytes(4).toString('hex')}`;
  onTestFinished(async () => {
    await tug(['delete', `tenant-${name}`, '-n', 'tug-system', '--yes'], { env: { KUBECONFIG: kubeconfigOf() } });
    await kubectl('delete', 'namespace', '-l', `tug.dev/tenant=${name}`, '--wait=false');
  });
  return name;
}

/** `kubectl ARGS -f -` with these objects. */
export function kubectlWith(objects: readonly unknown[], ...args: readonly string[]): Promise<Omit<Ended, 'json'>> {
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  return run(inject('kubectl'), [...args, '-f', '-'], { env: { KUBECONFIG: kubeconfigOf() }, input });
}

export async function mayI(user: string, ...question: readonly string[]): Promise<boolean> {
  const { stdout } = await kubectl('auth', 'can-i', ...question, '--as', user);
  return stdout.trim() === 'yes';
}
