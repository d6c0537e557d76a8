/** Shapes of single fields that several parts of the schema share. */
import { z } from 'zod';
import { parseDuration } from '../../../lib/duration.ts';

/** RFC 1123 subdomain, as Kubernetes asks of most names. */
export const name = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'must be a lower-case DNS name: letters, digits, - and .');

export const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'must be a duration such as 30s, 5m or 1h30m');

export const pointer = z.string().regex(/^(\/[^/]+)+$/, 'must be a JSON pointer such as /spec/replicas');

/** Free-form YAML: values of a chart, patches of a kustomization. */
export const values = z.record(z.string(), z.unknown());

/** A Secret in the namespace of the object that names it. */
export const secretRef = z.strictObject({ name: name.describe('Name of the Secret') });
