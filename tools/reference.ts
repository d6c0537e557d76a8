/** `npm run reference`: writes the pages of docs/reference that are made from the sources. A test says when they are stale. */
import { writeFileSync } from 'node:fs';
import { referencePages } from './reference/pages.ts';

for (const [file, text] of referencePages()) {
  writeFileSync(new URL(`../${file}`, import.meta.url), text);
  console.log(`wrote ${file}`);
}
