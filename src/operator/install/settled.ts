import { type Api, ApiError, create } from '../../kube/index.ts';
import type { KubeObject } from '../../kube/object.ts';
import { sleep } from '../../lib/async.ts';
import { messageOf, Problem } from '../../lib/errors.ts';
import { systemNamespace } from './names.ts';

const mostMs = 60_000;
const pauseMs = 250;

/** What the API server says of a policy whose parameters it has not found out about (k8s.io/apiserver, pkg/admission/plugin/policy). */
const notReady = /failed to configure|paramKind|not yet synced/;

/**
 * Waits until the API server judges Apps by the policies. A policy whose parameters are of a definition that is new refuses everything until
 * the API server has learnt of the definition; whoever applied an App right after the installation would meet it. Problem `Timeout` after a
 * minute.
 */
export async function untilPoliciesAnswer(api: Api, signal: AbortSignal | undefined): Promise<void> {
  for (let left = Math.ceil(mostMs / pauseMs); ; left -= 1) {
    const refusal = await refusalOfProbe(api);
    if (refusal === undefined || !notReady.test(messageOf(refusal))) return;
    if (left === 0) {
      throw new Problem('Timeout', `the admission policies are not in force: ${messageOf(refusal)}`, {
        hint: 'install again',
        cause: refusal,
      });
    }
    await sleep(pauseMs, signal);
  }
}

async function refusalOfProbe(api: Api): Promise<unknown> {
  try {
    await create(api, probe, { dryRun: true });
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

/** Nothing of it is stored. */
const probe: KubeObject = {
  apiVersion: 'tug.dev/v1alpha1',
  kind: 'App',
  metadata: { name: 'tug-probe', namespace: systemNamespace },
  spec: { source: { git: { url: 'https://probe.example/' } } },
};
