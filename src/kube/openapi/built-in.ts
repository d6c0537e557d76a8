import type { OpenApiDocument, Schema } from './schema.ts';

/** What the published schemas of Kubernetes' own types leave unsaid, each seen on a real server. */
export interface BuiltInRules {
  /** resource.Quantity: `500m`, `1.5Gi`, `2`. */
  isQuantity(facet: Schema): boolean;
  /** A required field that the server refuses to be without. */
  isEnforced(facet: Schema, field: string): boolean;
}

const quantityName = 'io.k8s.apimachinery.pkg.api.resource.Quantity';

/**
 * The generator calls every scalar without `omitempty` required and gives it Go's zero value as default. Of those the server lets many
 * be absent (the value of an HTTP header, a role reference's apiGroup, a StatefulSet's serviceName); these it does not.
 */
const enforced: Readonly<Record<string, readonly string[]>> = {
  'autoscaling.v2.HorizontalPodAutoscalerSpec': ['maxReplicas'],
  'batch.v1.CronJobSpec': ['schedule'],
  'core.v1.ConfigMapKeySelector': ['key'],
  'core.v1.Container': ['name'],
  'core.v1.ContainerPort': ['containerPort'],
  'core.v1.EnvVar': ['name'],
  'core.v1.HostPathVolumeSource': ['path'],
  'core.v1.KeyToPath': ['key', 'path'],
  'core.v1.PersistentVolumeClaimVolumeSource': ['claimName'],
  'core.v1.SecretKeySelector': ['key'],
  'core.v1.ServicePort': ['port'],
  'core.v1.Volume': ['name'],
  'core.v1.VolumeMount': ['name', 'mountPath'],
  'networking.v1.IngressServiceBackend': ['name'],
  'rbac.v1.RoleRef': ['kind', 'name'],
  'rbac.v1.Subject': ['kind', 'name'],
};

const rulesOf = new WeakMap<OpenApiDocument, BuiltInRules>();

export function builtInRules(document: OpenApiDocument): BuiltInRules {
  const known = rulesOf.get(document);
  if (known) return known;
  const quantity = document.schemas[quantityName];
  const fields = new Map<Schema, readonly string[]>();
  for (const [name, list] of Object.entries(enforced)) {
    const schema = document.schemas[`io.k8s.api.${name}`];
    if (schema) fields.set(schema, list);
  }
  const rules: BuiltInRules = {
    isQuantity: (facet) => facet === quantity,
    isEnforced: (facet, field) => fields.get(facet)?.includes(field) ?? false,
  };
  rulesOf.set(document, rules);
  return rules;
}

/** resource.ParseQuantity. */
export function isQuantityText(text: string): boolean {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/.test(text.trim());
}
