import type { GroupKind } from '../object.ts';
import { apiVersionOf, type Discovered, type Mapper, type ResourceType } from './types.ts';

/** Lookups over what discovery found. Versions of a group come in the server's order of preference, so the first hit is the preferred one. */
export function createMapper(discovered: Discovered): Mapper {
  const { types, groupVersions, broken } = discovered;
  const exact = new Map<string, ResourceType>();
  const best = new Map<string, ResourceType>();
  const words = new Map<string, ResourceType[]>();
  for (const type of types) {
    if (type.kind === '') continue;
    keepFirst(exact, `${apiVersionOf(type)}/${type.kind}`, type);
    keepFirst(best, `${type.group}/${type.kind}`, type);
  }
  for (const names of [byPlural, bySingular, byKindName, byShortName]) {
    for (const type of types) for (const word of names(type)) words.set(word, [...(words.get(word) ?? []), type]);
  }
  return {
    broken,
    byKind: (apiVersion, kind) => exact.get(`${apiVersion}/${kind}`),
    preferred: ({ group, kind }: GroupKind) => best.get(`${group}/${kind}`),
    byArgument: (word) => byArgument(words, word.toLowerCase()),
    all: () => [...best.values()],
    apiVersions: () => [
      ...new Set([
        ...groupVersions,
        ...types.filter((type) => type.kind !== '').map((type) => `${apiVersionOf(type)}/${type.kind}`),
      ]),
    ],
  };
}

/** The first of a kind wins: where two resources of one version share it (`scale` aside), the server lists the true one first. */
function keepFirst(map: Map<string, ResourceType>, key: string, type: ResourceType): void {
  if (!map.has(key)) map.set(key, type);
}

const byPlural = (type: ResourceType): string[] => [type.plural];
const bySingular = (type: ResourceType): string[] => [type.singular];
const byKindName = (type: ResourceType): string[] => [type.kind.toLowerCase()];
const byShortName = (type: ResourceType): readonly string[] => type.shortNames;

/** kubectl's forms `name`, `name.group` and `name.version.group`; a group may be cut short (`certificates.cert-manager`). */
function byArgument(words: Map<string, ResourceType[]>, word: string): ResourceType | undefined {
  const [name = '', ...rest] = word.split('.');
  const found = words.get(name) ?? [];
  if (rest.length === 0) return found[0];
  const suffix = rest.join('.');
  const [version, ...groupParts] = rest;
  const group = groupParts.join('.');
  return (
    found.find((type) => type.group === suffix) ??
    found.find((type) => type.version === version && type.group === group) ??
    found.find((type) => type.group.startsWith(suffix)) ??
    found.find((type) => type.version === version && type.group.startsWith(group))
  );
}
