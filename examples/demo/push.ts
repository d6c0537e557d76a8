import { expect, image, replicas, type Scene } from './stage.ts';

/** From the outside: somebody, or CI, pushes. */
export const pushScenes: readonly Scene[] = [
  {
    caption: 'Push the shop: the plan, live progress, the verdict',
    act: async ({ tug }) => tug(['push', 'shop', '--yes']),
  },
  {
    caption: 'Push it again: nothing changed, so nothing is written',
    act: async ({ tug }) => tug(['push', 'shop', '--yes']),
  },
  {
    caption: 'A chart of the same team, by the engine Helm itself uses; its hook runs first',
    act: async ({ tug }) => tug(['push', 'banner', '-n', 'shop', '--set', 'text=Free delivery until Sunday', '--yes']),
  },
  {
    caption: 'Somebody changes things by hand …',
    act: async ({ kubectl }) => {
      await kubectl(['scale', 'deployment/catalog', '--replicas=5', '-n', 'shop']);
      await kubectl(['set', 'image', 'deployment/cart', 'cart=example.test/shop/cart:debug', '-n', 'shop']);
    },
  },
  {
    caption: '… while the files get a new frontend and lose the mailer. The plan tells both apart',
    act: async ({ edit, tug }) => {
      await edit('shop/kustomization.yaml', 'newTag: "1.8.0"', 'newTag: "1.9.0"');
      await edit('shop/kustomization.yaml', '  - mailer.yaml\n', '');
      await tug(['plan', 'shop', '--exit-code'], 2);
    },
  },
  {
    caption: 'Push: repaired, updated, pruned',
    act: async ({ tug, look }) => {
      await tug(['push', 'shop', '--yes']);
      await expect('the catalog is back at 2 replicas', look(replicas('catalog')), '2');
      await expect('the cart runs its own image', look(image('cart')), 'example.test/shop/cart:0.9.12');
      await expect('the frontend is the new one', look(image('frontend')), 'example.test/shop/frontend:1.9.0');
      await expect('the mailer is gone', look(image('mailer')), '');
    },
  },
  {
    caption: 'What was deployed, and the way back',
    act: async ({ tug, look }) => {
      await tug(['history', 'shop']);
      await tug(['rollback', 'shop', '1', '--yes']);
      await expect('the frontend is the old one', look(image('frontend')), 'example.test/shop/frontend:1.8.0');
      await expect('the mailer is back', look(image('mailer')), 'example.test/shop/mailer:1.0.5');
    },
  },
  {
    caption: 'How it is, and a clean end',
    act: async ({ tug, look }) => {
      await tug(['status', 'shop']);
      await tug(['delete', 'shop', '--yes']);
      await expect('no Deployment of the shop is left', look(image('frontend')), '');
    },
  },
];
