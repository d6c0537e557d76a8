import { type Api, ApiError, create, isKindNotServed, isNotFound, mapper } from '../../kube/index.ts';
import { sleep } from '../../lib/async.ts';
import { messageOf, Problem } from '../../lib/errors.ts';
import { holdAnnotation, systemNamespace } from './names.ts';

const mostMs = 60_000;
const pauseMs = 250;

/** What the API server says of a policy whose parameters it has not found out about (k8s.io/apiserver, pkg/admission/plugin/policy). */
const notReady = /failed to configure|paramKind|not yet synced/;

/**
 * Waits until the API server serves Apps and judges them by the policies. A policy whose parameters are of a definition that is new refuses
 * everything until the API server has learnt of the definition; whoever applied an App right after the installation would meet it. Problem
 * `Timeout` after a minute.
 */
export async function untilPoliciesAnswer(api: Api, signal: AbortSignal | undefined): Promise<void> {
  for (let left = Math.ceil(mostMs / pauseMs); ; left -= 1) {
    const why = await notInForce(api);
    if (why === undefined) return;
    if (left === 0) {
      throw new Problem('Timeout', `the admission policies are not in force: ${messageOf(why)}`, {
        hint: 'install again',
        cause: why,
      });
    }
    await sleep(pauseMs, signal);
  }
}

/**
 * One App that has to be refused says that the policies have arrived, one that has to pass says that they find their parameters. Nothing of
 * them is stored. A refusal for another reason is an answer too: somebody else's policy may have one.
 */
async function notInForce(api: Api): Promise<unknown> {
  try {
    await mapper(api, { refresh: true });
    const refusals = await Promise.all([refusalOf(api, { [holdAnnotation]: '' }), refusalOf(api, {})]);
    const [bad, good] = refusals;
    if (!bad) return new Error('they let everything pass');
    return refusals.find((one) => one && notReady.test(one.message)) ?? (isNotFound(good) ? good : undefined);
  } catch (error) {
    if (isKindNotServed(error)) return error;
    throw error;
  }
}

async function refusalOf(api: Api, annotations: Readonly<Record<string, string>>): Promise<ApiError | undefined> {
  try {
    await create(
      api,
      {
        apiVersion: 'tug.dev/v1alpha1',
        kind: 'App',
        metadata: { name: 'tug-probe', namespace: systemNamespace, annotations: { ...annotations } },
        spec: { source: { git: { url: 'https://probe.example/' } } },
      },
      { dryRun: true },
    );
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}
