import { Problem } from '../lib/errors.ts';

/** An image reference by the grammar of the distribution project: `[registry/]repository[:tag][@digest]`. */
export interface ImageReference {
  /** Everything before tag and digest, as it was written. */
  readonly name: string;
  /** `docker.io` when none is written, as every container runtime takes it. */
  readonly registry: string;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** One image to put in place of another: NAME as the manifests write it, and a reference, or only `:tag`, `@digest` or both. */
export interface ImageChange {
  readonly name: string;
  readonly ref: string;
}

const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const host = '(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?';
const namePattern = new RegExp(`^(?:${host}/)?${component}(?:/${component})*$`);
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const digestPattern = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;

export function parseReference(text: string): ImageReference {
  const { name, tag, digest } = splitReference(text);
  const fault = faultOf(text, name, tag, digest);
  if (fault) throw new Problem('Usage', `${JSON.stringify(text)} is no image reference: ${fault}`);
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(0, slash));
  const hasRegistry = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  if (hasRegistry) return { name, registry: first, repository: name.slice(slash + 1), tag, digest };
  return { name, registry: 'docker.io', repository: slash < 0 ? `library/${name}` : name, tag, digest };
}

/** The three parts as written, unchecked. A colon before the last slash belongs to a port. */
export function splitReference(text: string): { name: string; tag: string | undefined; digest: string | undefined } {
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const rest = at < 0 ? text : text.slice(0, at);
  const colon = rest.lastIndexOf(':');
  if (colon <= rest.lastIndexOf('/')) return { name: rest, tag: undefined, digest };
  return { name: rest.slice(0, colon), tag: rest.slice(colon + 1), digest };
}

/** `NAME=REF` of the command line. */
export function parseImageOption(text: string): ImageChange {
  const equals = text.indexOf('=');
  const [name, ref] = [text.slice(0, equals), text.slice(equals + 1)];
  const form = {
    hint: 'write --image NAME=REF, for example --image shop/web=registry.example/shop/web:v2, or only =:v2',
  };
  if (equals < 1 || ref === '') throw new Problem('Usage', `--image ${text} is not NAME=REF`, form);
  const written = splitReference(name);
  if (written.tag !== undefined || written.digest !== undefined) {
    throw new Problem('Usage', `--image ${text}: NAME is the image without its tag`, {
      hint: `write --image ${written.name}=${ref}`,
    });
  }
  parseReference(name);
  checkChange(ref);
  return { name, ref };
}

/** A whole reference, or only what comes after the name. */
export function checkChange(ref: string): void {
  parseReference(/^[:@]/.test(ref) ? `image${ref}` : ref);
}

function faultOf(text: string, name: string, tag?: string, digest?: string): string | undefined {
  if (/\s/.test(text)) return 'it holds white space';
  if (name.includes('://')) return 'it is written without https://';
  if (digest !== undefined && !digestPattern.test(digest))
    return `the digest ${digest} is not sha256: and 64 hex digits`;
  if (tag !== undefined && !tagPattern.test(tag)) return `the tag ${JSON.stringify(tag)} is none`;
  if (namePattern.test(name)) return undefined;
  return name === name.toLowerCase() ? `the name ${JSON.stringify(name)} is none` : 'the repository must be lower case';
}
