/** Shapes of single fields that several parts of the schema share. Everything has a bound: an object is bounded, and so is a CEL rule's cost. */
import { z } from 'zod';
import { celText, withCel, withRule } from './rules.ts';

/** Text of up to so many characters. */
export const text = (most: number): z.ZodString => z.string().max(most);

/** Text that a pattern describes; `message` reads on after the name of the field. The pattern is one that RE2 takes too. */
export function matching(pattern: RegExp, message: string, most: number): z.ZodString {
  return withCel(text(most).regex(pattern, message), { rule: `self.matches(${celText(pattern.source)})`, message });
}

/** RFC 1123 subdomain, as Kubernetes asks of most names. */
export const name = matching(
  /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/,
  'must be a lower-case DNS name: letters, digits, - and .',
  253,
);

/** As `parseDuration` reads it. */
export const duration = matching(
  /^([0-9]+([.][0-9]+)?(ms|s|m|h|d))+$/,
  'must be a duration such as 30s, 5m or 1h30m',
  32,
);

/** A duration that is longer than nothing. */
export const period = withRule(duration, {
  holds: (written) => /[1-9]/.test(written),
  cel: `self.matches('[1-9]')`,
  message: 'must be longer than nothing',
});

export const pointer = matching(/^(\/[^/]+)+$/, 'must be a JSON pointer such as /spec/replicas', 512);

/** Names, or patterns with * for any characters. */
export const patterns = z.array(text(512)).max(200);

/** Namespaces by name, or by patterns with *. */
export const namespacePatterns = z
  .array(matching(/^[-a-z0-9*]+$/, 'must be the name of a namespace, or a pattern with *', 63))
  .max(200);

export const apiVersion = matching(
  /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?v[a-z0-9]+$/,
  'must be an API version such as v1 or apps/v1',
  317,
);

export const group = text(253);
export const kind = text(63);

/** A CEL condition; 4096 is what `lib/cel.ts` takes. */
export const expression = text(4_096);

/** Free-form YAML: values of a chart, patches of a kustomization. */
export const values = z.record(z.string(), z.unknown());

/** A Secret in the namespace of the object that names it. */
export const secretRef = z.strictObject({ name: name.describe('Name of the Secret') });
