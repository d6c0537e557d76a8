/** Objects as the API server gives them → what they say, with defaults. Problem `InvalidSpec` names object and field, in the words of `parse.ts`. */
import type { z } from 'zod';
import { type KubeObject, refOf, refText } from '../../kube/object.ts';
import { Problem } from '../../lib/errors.ts';
import { fieldText, pathOf, sentenceOf } from './fault.ts';
import { checkSpec } from './object/checks.ts';
import { appObjectSchema, sourceObjectSchema } from './object/schemas.ts';
import { status } from './schema/status.ts';
import type { App } from './schema.ts';
import type { SharedSource } from './shared-source.ts';
import { type Tenant, tenantSchema } from './tenant.ts';

/**
 * An App and everything that can be known of it before it is used. A status that cannot be read is left out: it is the operator's own
 * and will be written anew. Of the metadata, name, namespace, labels and annotations are kept.
 */
export function appFromObject(object: KubeObject): App {
  const app = parsed(appObjectSchema, object);
  try {
    checkSpec(app.spec);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, message, hint } = error;
    throw new Problem(code, message, { where: placeOf(object, error.where), hint, cause: error });
  }
  const { data } = status.safeParse(object['status']);
  return data ? { ...app, status: data } : app;
}

export function tenantFromObject(object: KubeObject): Tenant {
  return parsed(tenantSchema, object);
}

export function sharedSourceFromObject(object: KubeObject): SharedSource {
  return parsed(sourceObjectSchema, object);
}

function parsed<T extends z.ZodType>(schema: T, object: KubeObject): z.output<T> {
  const { data, error } = schema.safeParse(said(object));
  if (!error) return data;
  const [first] = error.issues;
  throw new Problem('InvalidSpec', sentenceOf(error.issues, `the ${object.kind}`), {
    where: placeOf(object, first && fieldText(pathOf(first))),
  });
}

/** What the author wrote, without what the API server adds. */
function said({ apiVersion, kind, metadata, spec }: KubeObject): unknown {
  const { name, namespace, labels, annotations } = metadata;
  const given = Object.entries({ name, namespace, labels, annotations }).filter(([, value]) => value !== undefined);
  return { apiVersion, kind, metadata: Object.fromEntries(given), ...(spec === undefined ? {} : { spec }) };
}

function placeOf(object: KubeObject, field: string | undefined): string {
  return [refText(refOf(object)), field].filter(Boolean).join(', ');
}
