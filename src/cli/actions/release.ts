import { dirname, join, resolve } from 'node:path';
import { parseApps } from '../../app/spec/parse.ts';
import type { ArchiveFile } from '../../lib/archive.ts';
import { Problem } from '../../lib/errors.ts';
import { decodeText } from '../../lib/yaml.ts';
import { type OciReference, ociText, parseOciUrl, tagPattern } from '../../oci/reference.ts';
import { openRegistry } from '../../oci/registry.ts';
import { completeDependencies } from '../../source/chart/dependencies.ts';
import { namingFiles, outermostReference } from '../../source/directory/references.ts';
import { filesUnder, pack } from '../../source/oci/pack.ts';
import { publish } from '../../source/oci/release.ts';
import { baseName, parentPath } from '../../source/path.ts';
import { type Resolved, resolveTarget } from '../../source/resolve.ts';
import { interruption } from '../interrupt.ts';
import type { Output } from '../options.ts';
import { printData } from '../print/data.ts';
import { annotationsFor } from './release-annotations.ts';

interface ReleaseOptions {
  readonly tag?: string[];
  readonly revision?: string;
  readonly annotation?: string[];
  readonly output: Output;
}

/** `tug release`: packs a target and puts it into a registry, with the credentials of `docker login`. */
export async function release(target: string, url: string, given: ReleaseOptions): Promise<void> {
  const reference = parseOciUrl(url);
  const tags = tagsOf(reference, given.tag ?? []);
  const { signal, end } = interruption();
  try {
    const found = await resolveTarget(target, { signal });
    const files = await filesOf(found, signal);
    const { bytes } = await pack(files);
    const annotations = await annotationsFor(directoryOf(found), given);
    const registry = openRegistry(reference.registry, { signal });
    const { verdict, digest } = await publish(registry, { repository: reference.repository, tags, bytes, annotations });
    const repository = ociText({ ...reference, tag: undefined, digest: undefined });
    const report = { verdict, url: repository, tags, digest, files: files.size, bytes: bytes.length, annotations };
    if (await printData(report, given.output)) return;
    const size = `${files.size} ${files.size === 1 ? 'file' : 'files'}, ${Math.ceil(bytes.length / 1_024)} KB`;
    const named = tags.map((tag) => `${repository}:${tag}`).join(', ');
    process.stdout.write(`${verdict}: ${named} (${size})\n${digest}\n`);
  } finally {
    end();
  }
}

function tagsOf({ tag, digest }: OciReference, more: readonly string[]): string[] {
  if (digest !== undefined) {
    throw new Problem('Usage', 'the URL names a digest, which only the registry can give', {
      hint: 'leave @sha256:… out',
    });
  }
  const wrong = more.find((each) => !tagPattern.test(each));
  if (wrong !== undefined) {
    throw new Problem('Usage', `--tag ${wrong} is no tag`, { hint: 'letters, digits and . _ - are' });
  }
  const tags = [...new Set([...(tag === undefined ? [] : [tag]), ...more])];
  return tags.length > 0 ? tags : ['latest'];
}

/** What is packed has to be enough: a cluster has nothing beside it. */
async function filesOf({ tree, path, kind }: Resolved, signal: AbortSignal): Promise<Map<string, ArchiveFile>> {
  // A chart brings its dependencies along, so that the cluster needs neither their repositories nor a credential for them.
  if (kind === 'chart') return await filesUnder(await completeDependencies(tree, path, signal), path);
  if (kind === 'file') return await filesUnder(tree, path);
  const directory = kind === 'app' ? parentPath(path) : path;
  if (kind === 'app') await requireLocal(tree.display(path), await tree.read(path));
  const files = await filesUnder(tree, directory);
  if (tree.revision === 'local') await requireWhole(resolve(tree.display(directory)), [...files.keys()]);
  return files;
}

async function requireLocal(file: string, bytes: Uint8Array): Promise<void> {
  for (const { metadata, spec } of await parseApps(decodeText(bytes, file), file)) {
    const { git, oci, chart, ref, path } = spec.source;
    if (git ?? oci ?? chart ?? ref) {
      throw new Problem('Usage', `the files of the App ${metadata.name} are not here: it names a source`, {
        where: file,
        hint: 'name the directory that is to be released',
      });
    }
    if (path.split('/').includes('..')) {
      throw new Problem('Usage', `source.path ${path} of the App ${metadata.name} leads out of what is released`, {
        where: file,
        hint: 'name the directory that is to be released',
      });
    }
  }
}

async function requireWhole(root: string, paths: readonly string[]): Promise<void> {
  for (const path of paths.filter((each) => namingFiles.includes(baseName(each)))) {
    const outermost = await outermostReference(dirname(join(root, path)));
    if (outermost === root || outermost.startsWith(`${root}/`)) continue;
    throw new Problem('InvalidInput', 'a file names others that lie outside of what is released', {
      where: path,
      hint: `release ${outermost}, and name the part of it as source.path of the App`,
    });
  }
}

/** Where to look for the Git work tree that the files are of; none for what came from elsewhere. */
function directoryOf({ tree, path, kind }: Resolved): string | undefined {
  if (tree.revision !== 'local') return undefined;
  const shown = resolve(tree.display(path));
  return kind === 'file' || kind === 'app' ? dirname(shown) : shown;
}
