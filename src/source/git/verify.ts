import type { Brought } from '../../git/fetch.ts';
import type { Mirror } from '../../git/mirror.ts';
import { objectsOf } from '../../git/objects.ts';
import { parseAllowedSigners } from '../../git/signature/allowed.ts';
import { checkSignature, type Signers } from '../../git/signature/check.ts';
import { type SignedObject, splitCommit, splitTag } from '../../git/signature/signed.ts';
import { createHash } from 'node:crypto';
import { Problem } from '../../lib/errors.ts';
import type { Credential } from '../look.ts';

export interface Verify {
  readonly what: 'commit' | 'tag' | 'both';
}

export interface VerifyRequest {
  readonly mirror: Mirror;
  readonly brought: Brought;
  /** Of the ref that led to it; undefined for a commit named by its hash. */
  readonly name: string | undefined;
  readonly signers: Credential | undefined;
  readonly verify: Verify;
  readonly now?: Date;
}

/** Problem `Forbidden` when the commit, the tag or both are not signed by one of the keys in the Secret. */
export async function verifyBrought({
  mirror,
  brought,
  name,
  signers,
  verify,
  now = new Date(),
}: VerifyRequest): Promise<void> {
  const known = signersOf(signers);
  if (verify.what !== 'tag') {
    const bytes = await objectOf(mirror, brought.commit, 'commit');
    const commit = splitCommit(bytes);
    await demand(
      commit,
      `commit ${brought.commit.slice(0, 12)} of ${mirror.url} by ${person(commit.headers.get('author'))}`,
      known,
      now,
    );
  }
  if (verify.what !== 'commit') await verifyTag(mirror, brought, name, known, now);
}

async function verifyTag(
  mirror: Mirror,
  brought: Brought,
  name: string | undefined,
  known: Signers,
  now: Date,
): Promise<void> {
  const tag = /^refs\/tags\/(.*)$/.exec(name ?? '')?.[1];
  if (tag === undefined) {
    throw new Problem('InvalidSpec', 'source.git.verify asks for signed tags, and the source names no tag', {
      hint: 'name a tag or semver, or verify commits',
    });
  }
  const what = `tag ${tag} of ${mirror.url}`;
  if (brought.object === brought.commit) {
    throw refusal(`${what} is not signed: it is a plain name without an object of its own`);
  }
  const object = splitTag(await objectOf(mirror, brought.object, 'tag'));
  // Else a signed tag could be shown again under the name of another.
  if (object.headers.get('tag') !== tag || object.headers.get('object') !== brought.commit) {
    throw refusal(`${what} is the tag ${object.headers.get('tag') ?? '?'} under another name, or of another commit`);
  }
  await demand(object, `${what} by ${person(object.headers.get('tagger'))}`, known, now);
}

async function demand(object: SignedObject, what: string, known: Signers, now: Date): Promise<void> {
  const { signature } = object;
  if (signature === undefined) throw refusal(`${what} is not signed`);
  const checked = await checkSignature({ ...object, signature }, known, now);
  if (!checked.good) throw refusal(`${what} is refused: its signature ${checked.why}`);
}

/** The object by whose hash all below it is vouched for: read back, it must have that hash. */
async function objectOf(mirror: Mirror, hash: string, kind: 'commit' | 'tag'): Promise<Buffer> {
  const { type, bytes } = await objectsOf(mirror.directory).contents(hash);
  const algorithm = hash.length === 64 ? 'sha256' : 'sha1';
  const digest = createHash(algorithm).update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
  if (type === kind && digest === hash) return bytes;
  throw new Problem('SourceUnavailable', `the object ${hash} of ${mirror.url} is not the ${kind} that it should be`);
}

/** `*.asc` and `*.gpg` are PGP keys, `*.pub` SSH keys; `allowed_signers` and `known_signers.allowed_signers` lists of them. */
function signersOf(secret: Credential | undefined): Signers {
  const keys = Object.entries(secret ?? {});
  const pgp = keys.filter(([name]) => /\.(?:asc|gpg)$/.test(name)).map(([, bytes]) => bytes);
  const ssh = keys
    .filter(([name]) => /\.pub$|(?:^|\.)allowed_signers$/.test(name))
    .flatMap(([, bytes]) => parseAllowedSigners(Buffer.from(bytes).toString('utf8')));
  if (pgp.length + ssh.length > 0) return { pgp, ssh };
  throw new Problem('Forbidden', 'the Secret of source.git.verify holds no key of anybody who may sign', {
    hint: 'add PGP public keys as *.asc, SSH public keys as *.pub or allowed_signers',
  });
}

function person(header: string | undefined): string {
  return header?.replace(/ \d+ [+-]\d{4}$/, '').slice(0, 200) ?? 'nobody named';
}

function refusal(message: string): Problem {
  return new Problem('Forbidden', message, { hint: 'sign it with a key that is in the Secret of source.git.verify' });
}
