import { beforeAll, expect, test } from 'vitest';
import { renderHelm } from '../helm/render.ts';
import { renderKustomize } from '../kustomize/render.ts';
import { ask } from './ask.ts';
import { compiledModule } from './module.ts';
import { startEngine } from './pool.ts';
import { engineTimeoutMs, helmParameters, inputOf } from './testing.ts';
import { defaultCapabilities as capabilities } from '../helm/default-capabilities.ts';

const chart = 'apiVersion: v2\nname: shop\nversion: 0.1.0\n';
const render = (template: string, more: Record<string, string> = {}): Promise<unknown> =>
  renderHelm(inputOf({ 'Chart.yaml': chart, 'templates/a.yaml': template, ...more }), helmParameters);
const stillWorks = async (): Promise<void> => {
  await expect(render('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n')).resolves.toBeDefined();
};

beforeAll(async () => {
  startEngine();
  await compiledModule();
}, engineTimeoutMs);

test('a render that takes too long is ended, and the next one is done', { timeout: 60_000 }, async () => {
  const files = [
    { path: 'Chart.yaml', bytes: Buffer.from(chart) },
    {
      path: 'templates/a.yaml',
      bytes: Buffer.from('{{ range until 1000000000 }}{{ range until 100000 }}{{ end }}{{ end }}'),
    },
  ];
  const helm = { ...helmParameters, chart: '', capabilities, lookups: [] };
  const slow = ask({ op: 'helm', helm }, files, { timeoutMs: 1_500 });
  await expect(slow).rejects.toMatchObject({ code: 'LimitExceeded', message: /longer than 1.5 s/ });
  await stillWorks();
});

test('a render that is not wanted any more is ended', async () => {
  const input = inputOf(
    { 'Chart.yaml': chart, 'templates/a.yaml': '{{ range until 30000000 }}{{ end }}' },
    { signal: AbortSignal.timeout(200) },
  );
  await expect(renderHelm(input, helmParameters)).rejects.toMatchObject({ name: 'TimeoutError' });
  await stillWorks();
});

test('a template that grows without end does not take the memory of its host', { timeout: 60_000 }, async () => {
  const bomb = '{{ $x := "xxxxxxxxxx" }}{{ range until 40 }}{{ $x = printf "%s%s" $x $x }}{{ end }}{{ $x }}';
  await expect(render(bomb)).rejects.toMatchObject({ code: 'LimitExceeded' });
  await stillWorks();
});

test('objects that take too much room are refused', { timeout: 60_000 }, async () => {
  const big = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: "{{ repeat 70000000 `x` }}"}\n';
  await expect(render(big)).rejects.toMatchObject({ code: 'LimitExceeded' });
  await stillWorks();
});

test('a template that includes itself is refused', { timeout: 60_000 }, async () => {
  await expect(
    render('{{ include "a" . }}', { 'templates/_a.tpl': '{{ define "a" }}{{ include "a" . }}{{ end }}' }),
  ).rejects.toMatchObject({
    name: 'Problem',
  });
  await stillWorks();
});

test('aliases that multiply and YAML nested too deeply are refused', { timeout: 60_000 }, async () => {
  const levels = Array.from(
    { length: 30 },
    (_, i) => `l${i + 1}: &l${i + 1} [*l${i}, *l${i}, *l${i}, *l${i}, *l${i}, *l${i}, *l${i}, *l${i}]`,
  );
  const bomb = `kind: A\nl0: &l0 [x]\n${levels.join('\n')}\n`;
  await expect(render(bomb)).rejects.toMatchObject({ name: 'Problem' });
  await expect(render(`kind: A\na: ${'['.repeat(100_000)}`)).rejects.toMatchObject({ name: 'Problem' });
  await expect(
    renderKustomize(inputOf({ 'kustomization.yaml': 'resources: [a.yaml]', 'a.yaml': bomb }), {}),
  ).rejects.toMatchObject({
    name: 'Problem',
  });
  await stillWorks();
});

test('renders beside each other do not mix', { timeout: 60_000 }, async () => {
  const names = Array.from({ length: 12 }, (_, i) => `n${i}`);
  const rendered = await Promise.all(
    names.map((release) =>
      renderHelm(
        inputOf({
          'Chart.yaml': chart,
          'templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}"}\n',
        }),
        { ...helmParameters, release },
      ),
    ),
  );
  expect(rendered.map(({ objects }) => objects[0]?.object.metadata.name)).toEqual(names);
});
