import { Problem } from '../../lib/errors.ts';
import * as operator from '../../operator/install/index.ts';
import { carry } from '../carry.ts';
import type { ClusterOptions, Output } from '../options.ts';
import { printData } from '../print/data.ts';
import { age, table } from '../print/table.ts';
import { withWorld } from '../session.ts';
import { version } from '../version.ts';

interface ListArguments extends Omit<ClusterOptions, 'namespace'> {
  readonly output: Output;
}

interface AddArguments extends ListArguments {
  readonly namespace: readonly string[];
  readonly serviceAccount: string;
  readonly role: string;
  readonly source: readonly string[];
  readonly objects?: number;
  readonly quota: readonly string[];
  readonly default: readonly string[];
  readonly print?: boolean;
}

export async function addTenant(name: string, { namespace: namespaces, ...given }: AddArguments): Promise<void> {
  const options: operator.TenantOptions = {
    name,
    namespaces,
    serviceAccount: given.serviceAccount,
    role: given.role,
    sources: given.source,
    objects: given.objects,
    quota: tableOf(given.quota, '--quota'),
    containerDefaults: tableOf(given.default, '--default'),
  };
  if (given.print) {
    const { stringifyDocuments } = await import('../../lib/yaml.ts');
    const objects = [...operator.tenantNamespaces(options), ...operator.tenantObjects(options)];
    process.stdout.write(stringifyDocuments(objects));
    return;
  }
  await carry(given, (world) => operator.addTenant(options, version, world), 'added');
}

function tableOf(words: readonly string[], option: string): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=');
      if (at > 0 && at < word.length - 1) return [word.slice(0, at), word.slice(at + 1)];
      throw new Problem('Usage', `${option} ${word} is not KEY=VALUE`, { hint: `write it as ${option} memory=1Gi` });
    }),
  );
}

export async function listTenants(given: ListArguments): Promise<void> {
  await withWorld(
    given,
    () => {},
    async (world) => {
      const tenants = await operator.listTenants(world.api);
      if (await printData({ tenants }, given.output)) return;
      if (tenants.length === 0) {
        process.stdout.write('no tenants\n');
        return;
      }
      const rows = tenants.map((t) => [
        t.name,
        age(t.created, world.now()),
        t.sources?.join(' ') ?? 'any',
        t.namespaces.join(' '),
      ]);
      process.stdout.write(`${table([['NAME', 'AGE', 'SOURCES', 'NAMESPACES'], ...rows])}\n`);
    },
  );
}
