import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Problem } from '../../lib/errors.ts';

const prefix = 'org.opencontainers.image';

interface Given {
  readonly revision?: string;
  readonly annotation?: readonly string[];
}

/**
 * The annotations of a release: which revision of which repository, and of when, as `flux push artifact` writes them. The time is that of
 * the commit (or of SOURCE_DATE_EPOCH), not of this moment: the same files of the same commit are the same release.
 */
export async function annotationsFor(
  directory: string | undefined,
  given: Given,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Record<string, string>> {
  const { revision, source, created } = directory === undefined ? {} : await checkoutAt(directory, env);
  const found: Record<string, string | undefined> = {
    [`${prefix}.revision`]: given.revision ?? revision,
    [`${prefix}.source`]: source,
    [`${prefix}.created`]: epoch(env.SOURCE_DATE_EPOCH) ?? created,
  };
  for (const text of given.annotation ?? []) {
    const [, key, value] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
    if (key === undefined || value === undefined) {
      throw new Problem('Usage', `--annotation ${text} is not KEY=VALUE`);
    }
    found[key] = value;
  }
  return Object.fromEntries(Object.entries(found).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

interface Checkout {
  readonly revision?: string;
  readonly source?: string | undefined;
  readonly created?: string | undefined;
}

async function checkoutAt(directory: string, env: NodeJS.ProcessEnv): Promise<Checkout> {
  const git = async (...args: string[]): Promise<string | undefined> => {
    const options = { env: { PATH: env.PATH, HOME: env.HOME, LC_ALL: 'C' }, timeout: 10_000, maxBuffer: 65_536 };
    const ran = await promisify(execFile)('git', ['-C', directory, ...args], options).catch(() => undefined);
    return ran?.stdout.trim() || undefined;
  };
  const commit = await git('rev-parse', '--verify', '--quiet', 'HEAD');
  if (commit === undefined) return {};
  const branch = await git('symbolic-ref', '--quiet', '--short', 'HEAD');
  const named = `${commit.length === 64 ? 'sha256' : 'sha1'}:${commit}`;
  return {
    revision: branch === undefined ? named : `${branch}@${named}`,
    source: withoutPassword(await git('config', '--get', 'remote.origin.url')),
    created: epoch(await git('show', '--no-patch', '--format=%ct', 'HEAD')),
  };
}

/** CI checks out with a token in the URL. */
function withoutPassword(remote: string | undefined): string | undefined {
  const url = URL.parse(remote ?? '');
  if (!url || !/^https?:$/.test(url.protocol)) return remote;
  url.username = '';
  url.password = '';
  url.search = '';
  return url.href;
}

/** Seconds since the epoch → RFC 3339. */
function epoch(seconds: string | undefined): string | undefined {
  if (seconds === undefined || !/^\d{1,12}$/.test(seconds)) return undefined;
  return new Date(Number(seconds) * 1_000).toISOString().replace('.000Z', 'Z');
}
