import { expect, image, replicas, type Scene, soon, type Stage } from './stage.ts';

const app = (url: string): string => `apiVersion: tug.dev/v1alpha1
kind: App
metadata: {name: shop, namespace: shop}
spec:
  source:
    git: {url: "${url}", branch: main, interval: 1s}
    path: shop
  destination: {namespace: shop}
`;

const condition = (field: string): string => `{.status.conditions[?(@.type=="Ready")].${field}}`;
const pulled = (path: string): string[] => ['get', 'app.tug.dev', 'shop', '-n', 'shop', '-o', `jsonpath=${path}`];
const ready = ({ look }: Stage): (() => Promise<string>) => {
  return () => look(pulled(condition('status')));
};
const readyAt = ({ look }: Stage): (() => Promise<string>) => {
  return () => look(pulled(`${condition('status')} {.status.revision}`));
};
const is =
  (wanted: string) =>
  (text: string): boolean =>
    text === wanted;

/** What a write to any Deployment of the shop would change. */
const versions = ({ look }: Stage): Promise<string> =>
  look([
    'get',
    'deployments',
    '-n',
    'shop',
    '-l',
    'app.kubernetes.io/part-of=shop',
    '-o',
    'jsonpath={.items[*].metadata.generation}',
  ]);

/** From the inside: an operator pulls, and nobody outside needs a credential. */
export const pullScenes: readonly Scene[] = [
  {
    caption: 'Now the other way: an operator, with rights of its own, and a namespace for a team',
    act: async ({ tug, operate }) => {
      await tug(['install', '--no-deployment']);
      await tug(['tenant', 'add', 'shop']);
      await operate('shop');
    },
  },
  {
    caption: 'The same shop, pushed a last time, and from now on pulled from Git: no workload is touched',
    act: async (stage) => {
      const { tug, kubectl, repository, write } = stage;
      await tug(['push', 'fleet/shop', '-n', 'shop', '--yes']);
      const before = await versions(stage);
      await repository.push('the shop');
      await write('app.yaml', app(repository.url));
      await kubectl(['apply', '-f', 'app.yaml']);
      await soon('the operator has it in hand', ready(stage), is('True'));
      await expect('every Deployment is as the push left it', versions(stage), before);
    },
  },
  {
    caption: 'A commit: nobody deploys it, it is deployed',
    act: async (stage) => {
      await stage.edit('fleet/shop/kustomization.yaml', 'newTag: "1.8.0"', 'newTag: "1.9.0"');
      const commit = await stage.repository.push('frontend 1.9.0');
      await soon(
        'the frontend is the new one',
        () => stage.look(image('frontend')),
        is('example.test/shop/frontend:1.9.0'),
      );
      await soon('all of its pods are up, and the App is Ready at that commit', readyAt(stage), is(`True ${commit}`));
    },
  },
  {
    caption: 'Somebody changes something by hand: it is brought back',
    act: async ({ kubectl, look }) => {
      await kubectl(['scale', 'deployment/catalog', '--replicas=5', '-n', 'shop']);
      await soon('the catalog is back at 2 replicas', () => look(replicas('catalog')), is('2'));
      await soon(
        'the App says who it was',
        () => look(pulled('{.status.drift.message}')),
        (text) => text.includes('kubectl'),
      );
    },
  },
  {
    caption: 'An incident: a hold keeps everybody off, and resume lets the operator go on',
    act: async ({ tug, kubectl, look }) => {
      await tug(['hold', 'shop', '-n', 'shop', '--for', '2h', '--reason', 'incident 7']);
      await kubectl(['scale', 'deployment/catalog', '--replicas=5', '-n', 'shop']);
      await new Promise((done) => setTimeout(done, 2_000));
      await expect('two seconds later it is still at 5 replicas', look(replicas('catalog')), '5');
      await tug(['resume', 'shop', '-n', 'shop']);
      await soon('it is back at 2', () => look(replicas('catalog')), is('2'));
    },
  },
  {
    caption: 'A commit that cannot be read: said with its file, and what runs goes on',
    act: async (stage) => {
      const { edit, repository, look, tug } = stage;
      await edit('fleet/shop/cart.yaml', 'kind: Deployment', 'kind: [Deployment');
      await repository.push('oops');
      await soon('the App is not Ready', ready(stage), is('False'));
      await tug(['sync', 'shop', '-n', 'shop'], 3);
      await expect('the frontend is what it was', look(image('frontend')), 'example.test/shop/frontend:1.9.0');
      await edit('fleet/shop/cart.yaml', 'kind: [Deployment', 'kind: Deployment');
      await repository.push('mend it');
      await soon('the App is Ready again', ready(stage), is('True'));
    },
  },
  {
    caption: 'What it was all in all, in one history with the push; and a clean end',
    act: async ({ tug, look }) => {
      await tug(['history', 'shop', '-n', 'shop']);
      await tug(['status', 'shop', '-n', 'shop']);
      await tug(['delete', 'shop', '-n', 'shop', '--yes']);
      await expect('no Deployment of the shop is left', look(image('frontend')), '');
    },
  },
];
