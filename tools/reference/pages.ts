import { z } from 'zod';
import { appSchema } from '../../src/app/spec/schema.ts';
import { commandLine } from '../../src/cli/program.ts';
import { appPage } from './app-page.ts';
import { cliPage } from './cli-page.ts';
import { editorSchema, type JsonSchema } from './json-schema.ts';
import { formatJson } from './format-json.ts';

/** Every generated page, by its path from the root of the repository. */
export function referencePages(): ReadonlyMap<string, string> {
  const schema = z.toJSONSchema(appSchema, { io: 'input' }) as JsonSchema;
  return new Map([
    ['docs/reference/app.md', appPage(schema)],
    ['docs/reference/app.schema.json', formatJson(editorSchema(schema))],
    ['docs/reference/cli.md', cliPage(commandLine())],
  ]);
}
