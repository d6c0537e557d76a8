import {
  clusterPermissions,
  operatorName,
  type Permission,
  systemNamespace,
  systemPermissions,
} from '../../src/operator/install/index.ts';
import { cell, heading, table } from '../reference/markdown.ts';

const generated =
  '<!-- Made by `node tools/deploy.ts` from src/operator/install/permissions.ts. Change that, not this page. -->';

/** The page that tells an administrator what the operator may do, and why. */
export function permissionsPage(): string {
  return `${[
    heading(1, 'What the operator may do'),
    generated,
    `The operator runs as ServiceAccount \`${systemNamespace}/${operatorName}\`. These are all of its rights. It may not read a ConfigMap, a Pod or any other Secret, and it may write nothing that an App deploys.`,
    'Whatever is done for an App (its ledger, its releases, its members, the Secrets it names) is done as the ServiceAccount of the App, by impersonation. That is allowed in a namespace only by the Role `tug-impersonate`, which `tug tenant add` makes there.',
    heading(2, 'In every namespace'),
    permissionTable(clusterPermissions),
    heading(2, `In ${systemNamespace}`),
    permissionTable(systemPermissions),
    heading(2, 'In the namespaces of tenants'),
    table(
      ['API group', 'resource', 'verbs', 'why'],
      [
        [
          'core',
          '`serviceaccounts`, those that the Tenant names',
          '`impersonate`',
          'To act for an App as the account of the App',
        ],
      ],
    ),
  ].join('\n\n')}\n`;
}

function permissionTable(permissions: readonly Permission[]): string {
  const rows = permissions.map(({ group, resource, verbs, names, reason }) => [
    group === '' ? 'core' : `\`${group}\``,
    `\`${resource}\`${names ? `, only ${names.map((name) => `\`${name}\``).join(', ')}` : ''}`,
    verbs.map((verb) => `\`${verb}\``).join(' '),
    cell(reason),
  ]);
  return table(['API group', 'resource', 'verbs', 'why'], rows);
}
