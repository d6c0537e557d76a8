import { Problem } from '../lib/errors.ts';
import { digestPattern, splitReference, tagPattern } from '../oci/reference.ts';

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
  if (digest !== undefined && !digestPattern.test(digest)) {
    return `the digest ${digest} is not sha256: and 64 hex digits`;
  }
  if (tag !== undefined && !tagPattern.test(tag)) return `the tag ${JSON.stringify(tag)} is none`;
  if (namePattern.test(name)) return undefined;
  return name === name.toLowerCase() ? `the name ${JSON.stringify(name)} is none` : 'the repository must be lower case';
}
