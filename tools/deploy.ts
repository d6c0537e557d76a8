/** `node tools/deploy.ts`: writes what is made of the objects of `tug install`: the chart, the plain manifests and the page of permissions. A test says when they are stale. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { deployFiles } from './deploy/files.ts';

for (const [file, text] of deployFiles()) {
  const path = new URL(`../${file}`, import.meta.url);
  mkdirSync(new URL('.', path), { recursive: true });
  writeFileSync(path, text);
  console.log(`wrote ${file}`);
}
