import { z } from 'zod';
import { appSchema } from '../../src/app/spec/schema.ts';
import { sharedSourceSchema } from '../../src/app/spec/shared-source.ts';
import { tenantSchema } from '../../src/app/spec/tenant.ts';
import { commandLine } from '../../src/cli/program.ts';
import { cliPage } from './cli-page.ts';
import { editorSchema, type JsonSchema } from './json-schema.ts';
import { formatJson } from './format-json.ts';
import { type KindPage, kindPage } from './kind-page.ts';
import { reasonsText } from './reasons.ts';

const jsonSchema = (schema: z.ZodType): JsonSchema => z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;

/** The kinds that have a page, by its path. */
export const kindPages: Readonly<Record<string, KindPage>> = {
  'docs/reference/app.md': {
    kind: 'App',
    about: [
      'Every field of an App. [docs/app.md](../app.md) shows them at work, and [app.schema.json](app.schema.json) is the same for editors.',
      'A file that is pushed and an object that an operator carries out have the same fields. An operator also asks for a source, and refuses a Git repository on a file system.',
    ],
    schema: jsonSchema(appSchema),
    after: { 'status.conditions[]': reasonsText() },
  },
  'docs/reference/tenant.md': {
    kind: 'Tenant',
    about: ['What the Apps of some namespaces may do. It has no namespace: only an administrator writes one.'],
    schema: jsonSchema(tenantSchema),
  },
  'docs/reference/source.md': {
    kind: 'Source',
    about: [
      'Files that several Apps share: an operator looks once for all of them. An App names it in [source.ref](app.md#specsourceref). Its credential stays in its own namespace.',
    ],
    schema: jsonSchema(sharedSourceSchema),
  },
};

/** Every generated page, by its path from the root of the repository. */
export function referencePages(): ReadonlyMap<string, string> {
  return new Map([
    ...Object.entries(kindPages).map(([file, page]) => [file, kindPage(page)] as const),
    ['docs/reference/app.schema.json', formatJson(editorSchema(jsonSchema(appSchema)))],
    ['docs/reference/cli.md', cliPage(commandLine())],
  ]);
}
