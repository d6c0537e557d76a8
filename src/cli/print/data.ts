import type { Output } from '../options.ts';

/** Prints a value as JSON or YAML; false when the output format is one for people. */
export async function printData(value: unknown, output: Output): Promise<boolean> {
  if (output === 'json') {
    process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    return true;
  }
  if (output === 'yaml') {
    const { stringifyDocuments } = await import('../../lib/yaml.ts');
    process.stdout.write(stringifyDocuments([value]));
    return true;
  }
  return false;
}
