import { Problem } from '../lib/errors.ts';
import type { RenderedObject } from '../render/types.ts';
import { converge, type Converged } from './converge.ts';
import type { AppRef } from './ledger/ledger.ts';
import type { ReleaseContent, Verdict } from './release/release.ts';
import { listReleases, readRelease } from './release/store.ts';
import { type AppSpec, appSchema, appApiVersion } from './spec/schema.ts';
import { readTerms, type Terms } from './terms.ts';
import type { Approve, Consent, World } from './world.ts';

export interface RollbackRequest {
  readonly ref: AppRef;
  /** A release number; the last good one before the newest when left out. */
  readonly release: number | undefined;
  readonly consent: Consent;
  readonly until: 'plan' | 'verdict';
  readonly approve: Approve;
}

/** Brings the objects of an earlier release back. It is a deploy like any other and leaves a release of its own. */
export async function rollback(request: RollbackRequest, world: World): Promise<Converged> {
  const { ref } = request;
  const number = request.release ?? (await lastGood(ref, world));
  const content = await readRelease(world.api, ref, number);
  const terms = termsOf(content);
  // How long to wait and how much to apply was asked of that push, by its flags perhaps; here all of it is wanted.
  const sync = { ...terms.spec.sync, wait: true, partial: false };
  return converge(
    {
      ...terms,
      ref,
      rendered: renderedOf(content),
      spec: { ...terms.spec, sync },
      operation: 'rollback',
      consent: request.consent,
      until: request.until,
      approve: request.approve,
    },
    world,
  );
}

/** The release that is gone back to when nobody names one. */
export async function lastGood(ref: AppRef, world: World): Promise<number> {
  const [newest, ...earlier] = await listReleases(world.api, ref);
  // After a failed deploy the newest good one is what people mean; after a good one, the one before it with other objects.
  const good = earlier.find((r) => isGood(r.verdict) && r.desired !== newest?.desired);
  if (good) return good.release;
  throw new Problem('NotFound', `App ${ref.namespace}/${ref.name} has no earlier good release to go back to`, {
    hint: `see tug history ${ref.name} -n ${ref.namespace}`,
  });
}

const isGood = (verdict: Verdict): boolean => verdict === 'deployed' || verdict === 'unchanged';

/** A release's objects as if they had just been rendered. */
export function renderedOf(content: ReleaseContent): RenderedObject[] {
  const file = `release ${content.release.release}`;
  return content.desired.map(({ object }) => ({ object, origin: { file } }));
}

const termsOf = ({ release, terms }: ReleaseContent): Terms => readTerms(terms, `release ${release.release}`);

/** The spec of an App of which only the ledger is at hand. */
export function defaultSpec(ref: AppRef): AppSpec {
  return appSchema.parse({
    apiVersion: appApiVersion,
    kind: 'App',
    metadata: { name: ref.name, namespace: ref.namespace },
  }).spec;
}
