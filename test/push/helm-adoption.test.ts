import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { corpora } from '../support/corpora.ts';
import { type Workspace, workspace } from '../support/workspace.ts';
import { helm, helmProgram } from './helm.ts';

/** Releases of the real Helm, taken over by a push of the same chart: nothing restarts, and what the values drop afterwards goes. */

let program = '';
beforeAll(async () => {
  program = await helmProgram();
}, 3_600_000);

const chart = {
  'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'shop/values.yaml': 'replicas: 2\nextra: "1"\nport: 80\ngreeting: hello\n',
  'shop/templates/all.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web
  labels: {app.kubernetes.io/managed-by: {{ .Release.Service }}, app.kubernetes.io/instance: {{ .Release.Name }}}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: {{ .Release.Name }}}}
  template:
    metadata:
      labels: {app: {{ .Release.Name }}}
      {{- with .Values.podAnnotations }}
      annotations: {{ toJson . }}
      {{- end }}
    spec:
      containers:
      - name: web
        image: example.test/web:1
        ports: [{containerPort: {{ .Values.port }}}]
        env:
        - {name: BASE, value: base}
        {{- with .Values.extra }}
        - {name: EXTRA, value: {{ . | quote }}}
        {{- end }}
---
apiVersion: v1
kind: Service
metadata: {name: {{ .Release.Name }}-web}
spec: {selector: {app: {{ .Release.Name }}}, ports: [{port: {{ .Values.port }}}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}-config}
data:
  base: base
  {{- with .Values.greeting }}
  greeting: {{ . }}
  {{- end }}
---
apiVersion: v1
kind: Secret
metadata: {name: {{ .Release.Name }}-secret}
stringData: {password: s3cret}
`,
  'shop/templates/hook.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-hook
  annotations: {helm.sh/hook: pre-install, helm.sh/hook-delete-policy: before-hook-creation}
data: {a: b}
`,
};

interface Live {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly uid: string; readonly generation?: number };
}

const kinds = 'deployments,statefulsets,daemonsets,replicasets,pods,services,configmaps,secrets,serviceaccounts';

/** Identity and generation of all that a restart or a rewrite would change, but for tug's own ledger and Helm's own Secrets. */
async function fingerprint({ namespace }: Workspace): Promise<string[]> {
  const { stdout, stderr } = await namespace.kubectl('get', kinds, '-o', 'json');
  if (!stdout) throw new Error(stderr);
  const { items } = JSON.parse(stdout) as { items: readonly Live[] };
  return items
    .filter(({ metadata }) => !/^(tug[-.]|sh\.helm\.|kube-root-ca)/.test(metadata.name) && metadata.name !== 'default')
    .map(({ kind, metadata }) => `${kind} ${metadata.name} ${metadata.uid} ${metadata.generation ?? ''}`)
    .toSorted();
}

async function containerOf({ namespace }: Workspace, name: string): Promise<{ env: { name: string }[] } | undefined> {
  const live = await namespace.get('deployment', name);
  return (live as { spec: { template: { spec: { containers: { env: { name: string }[] }[] } } } }).spec.template.spec
    .containers[0];
}

/** The ways a release may have been made. */
const ways: readonly (readonly [string, readonly (readonly string[])[]])[] = [
  ['helm install', [['install', 'x', 'shop', '--wait']]],
  ['helm install on the client side, as Helm 3 does', [['install', 'x', 'shop', '--wait', '--server-side=false']]],
  [
    'helm install and helm upgrade',
    [
      ['install', 'x', 'shop', '--set', 'replicas=1,extra=9'],
      ['upgrade', 'x', 'shop', '--reset-values', '--wait'],
    ],
  ],
  [
    'helm install and helm upgrade on the client side',
    [
      ['install', 'x', 'shop', '--server-side=false', '--set', 'replicas=1,extra=9'],
      ['upgrade', 'x', 'shop', '--reset-values', '--wait', '--server-side=false'],
    ],
  ],
  [
    'helm 3 style install, upgraded by server-side apply',
    [
      ['install', 'x', 'shop', '--server-side=false', '--set', 'extra=9'],
      ['upgrade', 'x', 'shop', '--reset-values', '--wait', '--server-side=true', '--force-conflicts'],
    ],
  ],
];

test.each(ways)(
  '%s: a push of the same chart restarts nothing, and a later one that drops a field drops it',
  async (_, commands) => {
    const work = workspace();
    work.write(chart);
    for (const args of commands) {
      await helm(program, { namespace: work.namespace.name, directory: work.directory }, ...args);
    }
    const before = await fingerprint(work);
    expect(before.filter((line) => line.startsWith('Pod '))).toHaveLength(2);

    const planned = await work.json('plan', 'shop', '--release', 'x');
    expect(planned.json).toMatchObject({ summary: { adopt: 4, create: 0, update: 0, delete: 0 } });
    expect(JSON.stringify((planned.json as { steps: unknown }).steps)).not.toContain('restartsPods');
    const adopted = await work.json('push', 'shop', '--release', 'x');
    expect({ code: adopted.code, text: adopted.stdout }).toMatchObject({ code: 0 });
    expect(adopted.json).toMatchObject({ verdict: 'deployed', summary: { adopt: 4 } });
    expect((await fingerprint(work)).filter((line) => !line.includes('-hook '))).toEqual(
      before.filter((line) => !line.includes('-hook ')),
    );
    expect((await work.json('push', 'shop', '--release', 'x')).json).toMatchObject({ verdict: 'unchanged' });
    expect((await work.json('status', 'x')).json).toMatchObject({
      members: (await work.json('status', 'x').then(({ json }) => (json as { members: object[] }).members)).map(() => ({
        health: 'Current',
        drift: null,
      })),
    });

    const dropped = await work.json('push', 'shop', '--release', 'x', '--set', 'extra=,greeting=');
    expect(dropped.json).toMatchObject({ verdict: 'deployed', summary: { update: 2 } });
    expect((await containerOf(work, 'x-web'))?.env.map(({ name }) => name)).toEqual(['BASE']);
    expect(await work.namespace.get('configmap', 'x-config')).toMatchObject({ data: { base: 'base' } });
    expect(((await work.namespace.get('configmap', 'x-config')) as { data: object }).data).not.toHaveProperty(
      'greeting',
    );

    // Helm's records of its releases are Helm's: left alone, also when the App goes.
    const records = await work.namespace.names('secrets', 'sh.helm.release.v1.x.');
    expect(records.size).toBe(commands.length);
    expect((await work.json('delete', 'x')).code).toBe(0);
    expect(await work.namespace.names('secrets', 'sh.helm.release.v1.x.')).toEqual(records);
    expect(await work.namespace.get('deployment', 'x-web')).toBeUndefined();
  },
);

test('what people changed by hand since the install is shown, and taken back where the chart says otherwise', async () => {
  const work = workspace();
  work.write(chart);
  await helm(program, { namespace: work.namespace.name, directory: work.directory }, 'install', 'x', 'shop', '--wait');
  await work.namespace.kubectl('scale', 'deployment', 'x-web', '--replicas=3');
  await work.namespace.kubectl('annotate', 'deployment', 'x-web', 'team=shop');
  const planned = await work.json('plan', 'shop', '--release', 'x');
  const { steps } = planned.json as { steps: { object: { kind: string }; changes: object[] }[] };
  expect(steps.find(({ object }) => object.kind === 'Deployment')?.changes).toContainEqual(
    expect.objectContaining({ path: '/spec/replicas', from: 3, to: 2 }),
  );
  expect((await work.json('push', 'shop', '--release', 'x')).json).toMatchObject({ verdict: 'deployed' });
  expect(await work.namespace.get('deployment', 'x-web')).toMatchObject({
    metadata: { annotations: { team: 'shop' } },
    spec: { replicas: 2 },
  });
});

test('a helm upgrade after that is refused by the server, or is drift that the next push takes back', async () => {
  const work = workspace();
  const where = { namespace: work.namespace.name, directory: work.directory };
  work.write(chart);
  await helm(program, where, 'install', 'x', 'shop', '--wait');
  expect((await work.json('push', 'shop', '--release', 'x')).code).toBe(0);
  const upgrade = ['upgrade', 'x', 'shop', '--set', 'greeting=from-helm'];
  await expect(helm(program, where, ...upgrade, '--server-side=true')).rejects.toThrow(/conflict with "tug"/);
  await helm(program, where, ...upgrade, '--server-side=false');
  const planned = await work.json('plan', 'shop', '--release', 'x');
  expect(planned.json).toMatchObject({
    steps: expect.arrayContaining([
      expect.objectContaining({
        action: 'update',
        reason: expect.stringMatching(/^drift: changed by helm/) as string,
        changes: expect.arrayContaining([
          expect.objectContaining({ path: '/data/greeting', from: 'from-helm', to: 'hello', owner: 'helm' }),
        ]) as object[],
      }),
    ]) as object[],
  });
  expect((await work.json('push', 'shop', '--release', 'x')).json).toMatchObject({ verdict: 'deployed' });
  expect(await work.namespace.get('configmap', 'x-config')).toMatchObject({ data: { greeting: 'hello' } });
  // How Helm is made to forget a release without touching what it installed.
  await work.namespace.kubectl('delete', 'secret', '-l', 'owner=helm,name=x');
  expect((await helm(program, where, 'list', '-q')).stdout.trim()).toBe('');
  expect((await work.json('push', 'shop', '--release', 'x')).json).toMatchObject({ verdict: 'unchanged' });
});

const real = ['kube-state-metrics', 'prometheus-node-exporter', 'prometheus-pushgateway'].filter(
  (name) => corpora && existsSync(join(corpora, 'helm', name, 'chart')),
);

test.skipIf(real.length === 0).each(real)('a real chart, %s (../shared/corpora)', async (name) => {
  const work = workspace();
  cpSync(join(corpora ?? '', 'helm', name, 'chart'), join(work.directory, name), { recursive: true });
  // Cluster-wide objects of a chart are named after its release, and other tests push the same charts.
  const release = work.namespace.name;
  await helm(
    program,
    { namespace: work.namespace.name, directory: work.directory },
    'install',
    release,
    name,
    '--wait',
  );
  const before = await fingerprint(work);
  const adopted = await work.json('push', name, '--release', release);
  expect({ code: adopted.code, text: adopted.stdout.slice(0, 2_000) }).toMatchObject({ code: 0 });
  expect(adopted.json).toMatchObject({ verdict: 'deployed', summary: { create: 0, update: 0, replace: 0, delete: 0 } });
  expect(await fingerprint(work)).toEqual(before);
  expect((await work.json('push', name, '--release', release)).json).toMatchObject({ verdict: 'unchanged' });
  expect((await work.json('delete', release)).code).toBe(0);
});
