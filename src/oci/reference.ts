import { Problem } from '../lib/errors.ts';

/** `oci://registry/repository[:tag][@digest]`. */
export interface OciReference {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

const repositoryPattern = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;
const registryPattern = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?$/;

export const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
export const digestPattern = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;

export function parseOciUrl(url: string): OciReference {
  const rest = /^oci:\/\/(.+)$/.exec(url)?.[1];
  const slash = rest?.indexOf('/') ?? -1;
  if (rest === undefined || slash < 1) throw bad(url, 'it is not oci://registry/repository');
  const { name, tag, digest } = splitReference(rest.slice(slash + 1));
  const registry = rest.slice(0, slash);
  if (!registryPattern.test(registry)) throw bad(url, `${JSON.stringify(registry)} is no host`);
  if (!repositoryPattern.test(name)) {
    throw bad(url, `${JSON.stringify(name)} is no repository; only lower-case letters, digits and . _ - / are`);
  }
  if (tag !== undefined && !tagPattern.test(tag)) throw bad(url, `${JSON.stringify(tag)} is no tag`);
  if (digest !== undefined && !digestPattern.test(digest)) {
    throw bad(url, `the digest ${digest} is not sha256: and 64 hex digits`);
  }
  return { registry, repository: name, tag, digest };
}

export function ociText({ registry, repository, tag, digest }: OciReference): string {
  return `oci://${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** Name, tag and digest as written, unchecked. A colon before the last slash belongs to a port. */
export function splitReference(text: string): { name: string; tag: string | undefined; digest: string | undefined } {
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const rest = at < 0 ? text : text.slice(0, at);
  const colon = rest.lastIndexOf(':');
  if (colon <= rest.lastIndexOf('/')) return { name: rest, tag: undefined, digest };
  return { name: rest.slice(0, colon), tag: rest.slice(colon + 1), digest };
}

function bad(url: string, why: string): Problem {
  return new Problem('InvalidInput', `${url} is no OCI reference: ${why}`, {
    hint: 'write oci://registry/repository:tag',
  });
}
