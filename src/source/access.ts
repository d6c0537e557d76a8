import { X509Certificate } from 'node:crypto';
import { canonicalJson, sha256Hex } from '../lib/digest.ts';
import { Problem } from '../lib/errors.ts';
import type { KeptAuthorizations } from '../oci/authorize.ts';
import type { CredentialSource } from '../oci/credentials.ts';
import { secretCredentials } from '../oci/credentials.ts';
import type { RegistryOptions } from '../oci/registry.ts';
import { keepNewest } from './recent.ts';
import type { Credential } from './look.ts';

/** What an operator may use of a Secret with keys `username` and `password`; undefined when it holds neither. */
export function passwordOf(credential: Credential | undefined): { username: string; password: string } | undefined {
  const [username, password] = [textOf(credential, 'username'), textOf(credential, 'password')];
  if (username === undefined && password === undefined) return undefined;
  if (password !== undefined) return { username: username ?? '', password };
  throw new Problem('InvalidSpec', 'the Secret of the source has a username and no password', {
    hint: 'give it the key password too',
  });
}

/** The authorities of a Secret's `ca.crt`, checked to be some. */
export function authoritiesOf(credential: Credential | undefined): string | undefined {
  const pem = textOf(credential, 'ca.crt');
  if (pem === undefined) return undefined;
  try {
    void new X509Certificate(pem);
    return pem;
  } catch {
    throw new Problem('InvalidSpec', 'the key ca.crt of the Secret of the source holds no certificate', {
      hint: 'put the PEM of the authority there',
    });
  }
}

/**
 * How a registry is reached on behalf of a source: by its Secret and nothing else, never by what whoever runs this process has logged in
 * to. A bare user and password are for `host` only; a mirror elsewhere gets what `.dockerconfigjson` has for it.
 */
export function registryAccess(host: string, credential: Credential | undefined): Omit<RegistryOptions, 'signal'> {
  const config = textOf(credential, '.dockerconfigjson');
  const stored = config === undefined ? undefined : secretCredentials(config, '.dockerconfigjson');
  const password = passwordOf(credential);
  const credentials: CredentialSource = async (registry, repository) =>
    (await stored?.(registry, repository)) ?? (registry === host ? password : undefined);
  return { credentials, ca: authoritiesOf(credential) };
}

/** Tokens outlive one look, so that the next does not have to ask for them again. Kept apart for each registry and each Secret. */
export function keptFor(registry: string, credential: Credential | undefined): KeptAuthorizations {
  const key = `${registry} ${fingerprint(credential)}`;
  return keepNewest(authorizations, key, maxKept, () => new Map());
}

const authorizations = new Map<string, KeptAuthorizations>();
const maxKept = 1_000;

/** Stands for a Secret as a key of a map, and gives nothing of it away. */
export function fingerprint(credential: Credential | undefined): string {
  if (!credential) return 'none';
  return sha256Hex(
    canonicalJson(Object.fromEntries(Object.entries(credential).map(([key, value]) => [key, sha256Hex(value)]))),
  );
}

function textOf(credential: Credential | undefined, key: string): string | undefined {
  const value = credential && Object.hasOwn(credential, key) ? credential[key] : undefined;
  // Files are often put into Secrets with the end of their last line.
  return value === undefined
    ? undefined
    : Buffer.from(value)
        .toString('utf8')
        .replace(/\r?\n$/, '');
}

/** What is wrong with a credential is mended in the Secret, where an operator is concerned, not by logging in. */
export function forSecret(error: unknown, named: boolean): unknown {
  if (!(error instanceof Problem) || (error.code !== 'Unauthorized' && error.code !== 'Forbidden')) return error;
  const hint = named
    ? 'check the Secret of its secretRef'
    : 'name a Secret with a credential as secretRef of the source';
  return new Problem(error.code, error.message, { hint, where: error.where, cause: error });
}
