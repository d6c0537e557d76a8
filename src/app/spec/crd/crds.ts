import type { KubeObject } from '../../../kube/object.ts';
import type { z } from 'zod';
import { appObjectSchema, sourceObjectSchema } from '../object/schemas.ts';

import { tenantSchema } from '../tenant.ts';
import { age, appColumns, type Column, sourceColumns, tenantColumns } from './columns.ts';
import { structural, type StructuralSchema } from './structural.ts';

interface Kind {
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly description: string;
  readonly schema: z.ZodType;
  readonly columns: readonly Column[];
  readonly hasStatus: boolean;
}

const kinds: readonly Kind[] = [
  {
    kind: 'App',
    plural: 'apps',
    scope: 'Namespaced',
    description:
      'One deployable unit: where files come from, how they become objects, where those go, what a deploy may do',
    schema: appObjectSchema,
    columns: appColumns,
    hasStatus: true,
  },
  {
    kind: 'Tenant',
    plural: 'tenants',
    scope: 'Cluster',
    description: 'What the Apps of some namespaces may do',
    schema: tenantSchema,
    columns: tenantColumns,
    hasStatus: false,
  },
  {
    kind: 'Source',
    plural: 'sources',
    scope: 'Namespaced',
    description: 'Files that several Apps share, of one namespace or of those its owner names',
    schema: sourceObjectSchema,
    columns: sourceColumns,
    hasStatus: false,
  },
];

/** The CustomResourceDefinitions of App, Tenant and Source, made from their zod schemas. */
export function crds(): KubeObject[] {
  return kinds.map(definition);
}

function definition({ kind, plural, scope, description, schema, columns, hasStatus }: Kind): KubeObject {
  const singular = kind.toLowerCase();
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.tug.dev` },
    spec: {
      group: 'tug.dev',
      scope,
      names: { kind, listKind: `${kind}List`, plural, singular, categories: ['tug'] },
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: objectSchema(schema, description) },
          ...(hasStatus ? { subresources: { status: {} } } : {}),
          additionalPrinterColumns: [...columns, age],
        },
      ],
    },
  };
}

/** The three fields that every object has are the API server's to check. */
function objectSchema(schema: z.ZodType, description: string): StructuralSchema {
  const root = structural(schema);
  const { required: _required, ...rest } = root;
  const { apiVersion: _version, kind: _kind, metadata: _metadata, ...own } = root.properties ?? {};
  const required = (root.required ?? []).filter((name) => Object.hasOwn(own, name));
  return {
    ...rest,
    description,
    ...(required.length > 0 ? { required } : {}),
    properties: {
      apiVersion: { type: 'string', description: 'tug.dev/v1alpha1' },
      kind: { type: 'string', description: 'Kind of the object' },
      metadata: { type: 'object' },
      ...own,
    },
  };
}
