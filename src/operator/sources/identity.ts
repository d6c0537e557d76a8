/** Which wants are one and the same source. */
import { createHmac, randomBytes } from 'node:crypto';
import { canonicalJson } from '../../lib/digest.ts';
import { addressOf, hostOf } from './address.ts';
import type { SecretData, SourceSpec, SourceWant } from './types.ts';

export interface Identity {
  /** Equal for what one poll serves: the same spec but for interval and names of Secrets, and the same values in them. */
  readonly key: string;
  /** For metrics and pages; no secret in it. */
  readonly name: string;
  readonly host: string;
  /** What a hint may call it. */
  readonly addresses: ReadonlySet<string>;
}

/** Of this process alone, so that a key tells nothing about the secret behind it. */
const pepper = randomBytes(32);

export function identityOf({ spec, credential, signers }: SourceWant): Identity {
  const { url, rest } = located(spec);
  return {
    key: canonicalJson({ ...asked(spec), credential: digest(credential), signers: digest(signers) }),
    name: [withoutUser(url), ...rest].join(' '),
    host: hostOf(url),
    addresses: new Set(
      [url, ...(spec.oci?.mirrors ?? []), ...(spec.chart ? [`${url}/${spec.chart.name}`] : [])]
        .map(addressOf)
        .filter((address) => address !== undefined),
    ),
  };
}

/** The names of Secrets do not count, their values do: two tenants with the same public source share one poll. */
function asked({ git, oci, chart }: SourceSpec): object {
  return {
    git: git && { ...git, interval: undefined, secretRef: undefined, verify: git.verify?.what },
    oci: oci && { ...oci, interval: undefined, secretRef: undefined },
    chart: chart && { ...chart, interval: undefined, secretRef: undefined },
  };
}

function located({ git, oci, chart }: SourceSpec): { readonly url: string; readonly rest: readonly string[] } {
  if (git) return { url: git.url, rest: told(git.branch, git.tag, git.semver, git.commit) };
  if (oci) return { url: oci.url, rest: told(oci.tag, oci.semver, oci.digest) };
  if (chart) return { url: chart.repository, rest: [chart.name, chart.version] };
  return { url: '', rest: [] };
}

function told(...parts: readonly (string | undefined)[]): string[] {
  return parts.filter((part) => part !== undefined);
}

function withoutUser(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}

function digest(secret: SecretData | undefined): string | undefined {
  if (!secret) return undefined;
  const hmac = createHmac('sha256', pepper);
  for (const key of Object.keys(secret).toSorted()) {
    const value = secret[key] ?? new Uint8Array();
    hmac.update(`${key.length}:${key}${value.length}:`).update(value);
  }
  return hmac.digest('hex');
}
