import { type Api, isKindNotServed, typeOf } from '../kube/index.ts';
import { refOf, refText } from '../kube/object.ts';
import { mapConcurrent } from '../lib/async.ts';
import type { Desired, Foreseen } from '../plan/types.ts';
import { askServer } from './foresight/ask.ts';
import { bySchema } from './foresight/by-schema.ts';
import { crdsOf, type ForeseeOptions, type Foresight, kindKey } from './foresight/context.ts';
import { refusalOf } from './refusal/refusal.ts';

export type { Creations, ForeseeOptions } from './foresight/context.ts';

/**
 * What the server would answer to an apply of each: a dry run each, and the live object where there is one. What the server
 * cannot be asked about yet is checked by its schema instead. Writes nothing. Raises only what is no answer about an object:
 * an unreachable server, missing credentials.
 */
export async function foresee(
  api: Api,
  ask: readonly Desired[],
  options: ForeseeOptions,
): Promise<Map<string, Foreseen>> {
  const foresight: Foresight = {
    api,
    ...options,
    keys: new Set(options.desired.map(({ key }) => key)),
    crds: crdsOf(options.desired),
  };
  const answers = await mapConcurrent(
    ask,
    options.concurrency,
    async (one) => [one.key, await foreseeOne(foresight, one)] as const,
  );
  return new Map(answers);
}

async function foreseeOne(foresight: Foresight, desired: Desired): Promise<Foreseen> {
  const { object } = desired;
  const { namespace } = object.metadata;
  if (namespace && foresight.missingNamespaces.has(namespace)) {
    return bySchema(foresight, desired, `namespace ${namespace} comes with this plan`);
  }
  try {
    await typeOf(foresight.api, object.apiVersion, object.kind, refText(refOf(object)));
  } catch (error) {
    if (!isKindNotServed(error)) throw error;
    const crd = foresight.crds.get(kindKey(object));
    if (crd) return bySchema(foresight, desired, 'its kind comes with this plan');
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return { kind: 'refused', live: undefined, refusal };
  }
  const { creations, observed } = foresight;
  if (creations && !observed.has(desired.key) && creations.isKnown(object)) {
    return bySchema(foresight, desired, 'it is not there');
  }
  const answer = await askServer(foresight, desired);
  if (answer.kind === 'create') creations?.answered(object);
  return answer;
}
