import { adminClient, isHealthy } from './client.ts';
import { defaultName, type Layout, layoutOf } from './layout.ts';
import { componentNames, processesOf } from './processes.ts';
import { readState, serverUrl, type State } from './state.ts';

/** What `tug sandbox status -o json` prints. All but the name is only there to be used while it is running. */
export interface SandboxStatus {
  readonly name: string;
  readonly running: boolean;
  readonly kubeconfig?: string;
  readonly kubectl?: string;
  readonly server?: string;
  readonly version?: string;
  /** Components that should be running and are not, when some are. */
  readonly missing?: readonly string[];
}

export async function status(name: string = defaultName): Promise<SandboxStatus> {
  return await statusOf(layoutOf(name));
}

export async function statusOf(layout: Layout): Promise<SandboxStatus> {
  const state = readState(layout);
  const running = new Set(processesOf(layout.directory).map(({ component }) => component));
  const missing = componentNames.filter((name) => !running.has(name));
  if (!state || running.size === 0) return { name: layout.name, running: false };
  const answers = missing.length === 0 && (await isHealthy(adminClient(layout, state.ports.apiserver), '/readyz'));
  return { ...runningStatus(layout, state), running: answers, ...(missing.length > 0 && { missing }) };
}

export function runningStatus(layout: Layout, state: State): SandboxStatus {
  const { kubectl, version } = state;
  return {
    name: layout.name,
    running: true,
    kubeconfig: layout.kubeconfig,
    kubectl,
    server: serverUrl(state),
    version,
  };
}
