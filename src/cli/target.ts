/** TARGET → Apps. A target that is no App becomes one: named after the release or the directory, in the given namespace. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { inOrder } from '../app/spec/order.ts';
import { checkForPush } from '../app/spec/for-push.ts';
import { looksLikeApp, parseApps } from '../app/spec/parse.ts';
import type { RenderOptions } from '../app/render/options.ts';
import { valuesOf } from '../app/render/values.ts';
import { type App, appApiVersion, appSchema } from '../app/spec/schema.ts';
import { fetchSource, type Sourced } from '../app/source.ts';
import { parseImageOption } from '../image/reference.ts';
import { Problem } from '../lib/errors.ts';
import { parseDocuments } from '../lib/yaml.ts';
import { resolveTarget } from '../source/resolve.ts';
import type { TargetOptions } from './options.ts';

export interface Target {
  readonly app: App;
  readonly source: (signal?: AbortSignal) => Promise<Sourced>;
}

type Given = Pick<TargetOptions, 'release' | 'namespace' | 'values' | 'set' | 'image'> & {
  readonly createNamespace?: boolean;
};

/** The Apps a target stands for, in the order of their `dependsOn`. */
export async function targetsOf(target: string, given: Given): Promise<Target[]> {
  const found = await resolveTarget(target);
  const appFile = found.kind === 'app' ? found.tree.display(found.path) : await appFileIn(found);
  if (appFile === undefined) return [{ app: appFor(target, found, given), source: async () => found }];
  const apps = await parseApps(await readFile(appFile, 'utf8'), appFile);
  for (const app of apps) warnOfIgnored(app);
  return inOrder(apps, given.namespace ?? '').map((app) => ({
    app: given.createNamespace ? withNamespace(app) : app,
    source: (signal) => fetchSource(app, appFile, signal),
  }));
}

/** Who asks for signed commits must not believe that a push looked for signatures. */
function warnOfIgnored(app: App): void {
  const ignored = checkForPush(app).filter((field) => field.startsWith('spec.source.'));
  if (ignored.length === 0) return;
  const verb = ignored.length === 1 ? 'is' : 'are';
  process.stderr.write(
    `warning: ${ignored.join(', ')} of App ${app.metadata.name} ${verb} for an operator; here nothing is done about it\n`,
  );
}

/** A directory that holds an `app.yaml` means that App. */
async function appFileIn(found: Sourced & { kind: string }): Promise<string | undefined> {
  if (found.kind !== 'directory') return undefined;
  for (const name of ['app.yaml', 'app.yml']) {
    const path = [found.path, name].filter(Boolean).join('/');
    if ((await found.tree.stat(path))?.kind !== 'file') continue;
    const file = found.tree.display(path);
    const documents = parseDocuments(new TextDecoder().decode(await found.tree.read(path)), file);
    if (documents.some(({ value }) => looksLikeApp(value))) return file;
  }
  return undefined;
}

function appFor(target: string, found: Sourced, given: Given): App {
  const name = given.release ?? nameFrom(found.path || target);
  return appSchema.parse({
    apiVersion: appApiVersion,
    kind: 'App',
    metadata: { name, ...(given.namespace ? { namespace: given.namespace } : {}) },
    spec: { destination: { createNamespace: given.createNamespace ?? false } },
  });
}

/** `./deploy/My_App.yaml` → `my-app`; the name has to be one a Kubernetes object can have. */
function nameFrom(target: string): string {
  const last = basename(join(process.cwd(), target.replace(/^[a-z]+:\/\//, '')));
  const name = last
    .replaceAll(/\.(ya?ml|json|tgz)$|[:@].*$/g, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 53);
  if (name) return name;
  throw new Problem('Usage', `no name can be made of ${target}`, { hint: 'give one with --release' });
}

function withNamespace(app: App): App {
  return { ...app, spec: { ...app.spec, destination: { ...app.spec.destination, createNamespace: true } } };
}

export async function renderOptionsOf(
  given: Given,
  targets: readonly Target[],
  includeCrds: boolean,
): Promise<RenderOptions> {
  const values = await Promise.all(given.values.map(async (file) => valuesOf(await readValues(file), file)));
  const options = { values, set: given.set, images: given.image.map(parseImageOption), includeCrds };
  return targets.length > 1 ? { ...options, usedImages: new Set() } : options;
}

/** Of several Apps each uses some of the images; one that none of them uses is a mistake. */
export function requireUsedImages({ images, usedImages }: RenderOptions): void {
  const unused = usedImages ? images.filter(({ name }) => !usedImages.has(name)) : [];
  if (unused.length === 0) return;
  throw new Problem('Usage', `none of the Apps uses the image ${unused.map(({ name }) => name).join(' or ')}`, {
    hint: 'correct --image NAME=REF: NAME is the image as the files write it, without its tag',
  });
}

async function readValues(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new Problem('NotFound', `values file ${file} cannot be read`, {
      hint: 'check the path after --values',
      cause,
    });
  }
}
