/** Files that are made to exhaust whoever reads or renders them. */
import type { Files } from './stage.ts';
import { configMap } from '../../push/objects.ts';

export const chart = (name: string, template: string): Files => ({
  [`${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`,
  [`${name}/templates/a.yaml`]: template,
});

export const hugeYaml = (name: string): Files => ({
  [`${name}/a.yaml`]: `${configMap(name)}# ${'x'.repeat(17 * 2 ** 20)}\n`,
});

export const deepYaml = (name: string): Files => ({
  [`${name}/a.yaml`]: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: ${'{a: '.repeat(10_000)}1${'}'.repeat(10_000)}\n`,
});

/** Nine levels of nine: four hundred million values. */
export function aliasBomb(name: string): Files {
  const level = (at: number): string =>
    `  l${at}: &l${at} [${at === 0 ? 'lol' : Array.from({ length: 9 }, () => `*l${at - 1}`).join(', ')}]`;
  const levels = Array.from({ length: 10 }, (_, at) => level(at));
  return {
    [`${name}/a.yaml`]: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata:\n${levels.join('\n')}\n`,
  };
}

export const manyObjects = (name: string, count: number): Files => ({
  [`${name}/a.yaml`]: Array.from({ length: count }, (_, i) => configMap(`${name}-${i}`)).join('---\n'),
});

export const endlessRecursion = '{{ define "again" }}{{ include "again" . }}x{{ end }}{{ include "again" . }}\n';
export const endlessLoop =
  '{{ range $i := until 100000 }}{{ range $j := until 100000 }}{{ if eq $i $j }}{{ end }}{{ end }}{{ end }}\n';
export const gigabytes = 'a: {{ repeat 2000000000 "x" }}\n';
export const doubling = '{{ $s := "xxxxxxxxxxxxxxxx" }}{{ range until 40 }}{{ $s = cat $s $s }}{{ end }}a: {{ $s }}\n';
