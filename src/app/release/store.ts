import { type Api, create, find, isForbidden, list, mapper, remove } from '../../kube/index.ts';
import type { KubeObject } from '../../kube/object.ts';
import { Problem } from '../../lib/errors.ts';
import { appLabel } from '../ledger/format.ts';
import type { AppRef } from '../ledger/ledger.ts';
import { packContent, unpackContent } from './content.ts';
import { type Release, type ReleaseContent, releaseSchema } from './release.ts';

const releaseLabel = 'tug.dev/release';
const recordAnnotation = 'tug.dev/record';
const secretType = 'tug.dev/release';
/** Releases kept for each App. */
const kept = 10;
/** A Secret may hold 1 MiB; larger content goes on in further Secrets. Bytes before base64, which adds a third. */
const chunkBytes = 700_000;

const nameOf = (app: AppRef, release: number, chunk: number): string =>
  `tug.${app.name}.v${release}${chunk > 0 ? `.${chunk}` : ''}`;

/** Records a release and forgets the oldest ones beyond those kept. */
export async function writeRelease(api: Api, app: AppRef, { release, desired, terms }: ReleaseContent): Promise<void> {
  const packed = packContent({ desired, terms });
  const chunks = Math.max(1, Math.ceil(packed.length / chunkBytes));
  for (let chunk = chunks - 1; chunk >= 0; chunk--) {
    const bytes = packed.subarray(chunk * chunkBytes, (chunk + 1) * chunkBytes);
    await create(api, encode(app, release, chunk, chunks, bytes), { manager: 'tug-ledger' });
  }
  await forget(api, app, release.release - kept);
}

function encode(app: AppRef, release: Release, chunk: number, chunks: number, bytes: Buffer): KubeObject {
  const first = chunk === 0;
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: secretType,
    metadata: {
      name: nameOf(app, release.release, chunk),
      namespace: app.namespace,
      labels: { [appLabel]: app.name, 'app.kubernetes.io/managed-by': 'tug', [releaseLabel]: String(release.release) },
      annotations: first ? { [recordAnnotation]: JSON.stringify(release), 'tug.dev/chunks': String(chunks) } : {},
    },
    data: { objects: bytes.toString('base64') },
  };
}

/** The records of an App, newest first. Reads metadata only: nobody has to read Secrets to see a history. */
export async function listReleases(api: Api, app: AppRef): Promise<Release[]> {
  const secrets = await listMetadata(api, app);
  return secrets
    .map((secret) => secret.metadata.annotations?.[recordAnnotation])
    .filter((record) => record !== undefined)
    .map((record) => releaseSchema.parse(JSON.parse(record)))
    .toSorted((a, b) => b.release - a.release);
}

export async function readRelease(api: Api, app: AppRef, release: number): Promise<ReleaseContent> {
  const at = (chunk: number): Promise<KubeObject | undefined> =>
    find(api, { apiVersion: 'v1', kind: 'Secret', namespace: app.namespace, name: nameOf(app, release, chunk) });
  const first = await at(0);
  const record = first?.metadata.annotations?.[recordAnnotation];
  if (!first || !record) {
    throw new Problem('NotFound', `App ${app.namespace}/${app.name} has no release ${release}`, {
      hint: `see tug history ${app.name} -n ${app.namespace}`,
    });
  }
  const chunks = Number(first.metadata.annotations?.['tug.dev/chunks'] ?? 1);
  const rest = await Promise.all(Array.from({ length: chunks - 1 }, (_, i) => at(i + 1)));
  const bytes = [first, ...rest].map((secret) =>
    Buffer.from((secret?.data as Record<string, string> | undefined)?.objects ?? '', 'base64'),
  );
  const content = unpackContent(Buffer.concat(bytes), `release ${release} of ${app.namespace}/${app.name}`);
  return { release: releaseSchema.parse(JSON.parse(record)), ...content };
}

/** Deletes the records of releases up to and including `upTo`. */
export async function forget(api: Api, app: AppRef, upTo: number): Promise<void> {
  if (upTo < 1) return;
  const old = (await listMetadata(api, app)).filter((secret) => Number(secret.metadata.labels?.[releaseLabel]) <= upTo);
  await Promise.all(
    old.map((secret) =>
      remove(api, { apiVersion: 'v1', kind: 'Secret', namespace: app.namespace, name: secret.metadata.name ?? '' }),
    ),
  );
}

async function listMetadata(api: Api, app: AppRef): Promise<KubeObject[]> {
  const type = (await mapper(api)).byKind('v1', 'Secret');
  if (!type) return [];
  try {
    const labelSelector = `${appLabel}=${app.name},${releaseLabel}`;
    return (await list(api, type, { namespace: app.namespace, labelSelector, metadataOnly: true })).items;
  } catch (error) {
    if (!isForbidden(error)) throw error;
    throw new Problem('Forbidden', `releases of App ${app.name} are Secrets, and listing Secrets is not allowed`, {
      where: `namespace ${app.namespace}`,
      hint: 'ask for list on secrets in that namespace',
      cause: error,
    });
  }
}
