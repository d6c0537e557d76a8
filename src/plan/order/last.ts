/** Kinds that intercept requests come last, so that a half-made webhook cannot refuse the rest of its own deploy. */
import { type KubeObject } from '../../kube/object.ts';
import type { After } from '../types.ts';
import { type Fields, listAt, mapAt, textAt } from './fields.ts';
import { kindOf } from './needs.ts';
import { podTemplateOf } from './pods.ts';

const last: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding',
  'apiregistration.k8s.io/APIService',
]);

export const isLast = (object: KubeObject): boolean => last.has(kindOf(object));

interface Node {
  readonly id: string;
  readonly object: KubeObject;
}

/** The Services an interceptor's requests go to, and what runs behind them: those are waited for until they can answer. */
export function servedBy(interceptor: KubeObject, nodes: readonly Node[]): After[] {
  const services = servicesOf(interceptor);
  if (services.size === 0) return [];
  const found = nodes.filter(({ object }) => kindOf(object) === '/Service' && services.has(placeOf(object)));
  const behind = nodes.filter(({ object }) => found.some((service) => selects(service.object, object)));
  return [
    ...found.map(({ id }): After => ({ step: id, until: 'applied' })),
    ...behind.map(({ id }): After => ({ step: id, until: 'healthy' })),
  ];
}

function servicesOf(interceptor: KubeObject): Set<string> {
  const webhooks = listAt(interceptor, 'webhooks').map((webhook) => mapAt(webhook, 'clientConfig', 'service'));
  const references = [...webhooks, mapAt(interceptor, 'spec', 'service')];
  return new Set(
    references.flatMap((service) =>
      service ? [`${textAt(service, 'namespace') ?? ''}/${textAt(service, 'name') ?? ''}`] : [],
    ),
  );
}

const placeOf = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;

function selects(service: KubeObject, object: KubeObject): boolean {
  if (service.metadata.namespace !== object.metadata.namespace) return false;
  const wanted = Object.entries(mapAt(service, 'spec', 'selector') ?? {});
  const labels: Fields | undefined = mapAt(podTemplateOf(object), 'metadata', 'labels');
  return wanted.length > 0 && labels !== undefined && wanted.every(([key, value]) => labels[key] === value);
}
