import { type Api, list, mapper } from '../../kube/index.ts';
import type { KubeObject } from '../../kube/object.ts';
import { latestWarning } from './events.ts';
import { lastLines, withLines } from './last-lines.ts';
import { hasPods, ownerOfPods, troubleOfPods, viewPod, viewReplicaSet } from './owned.ts';
import { patience } from './patience.ts';
import { type Trouble, troubleOfPod, troubleOfWorkload } from './trouble.ts';

export interface Explanation {
  /** Waiting on will not help. */
  readonly fatal: boolean;
  readonly message: string;
}

/**
 * Which container of which pod of a workload is in what trouble, by requests: Deployment → newest ReplicaSet → pods,
 * StatefulSet, DaemonSet and Job → pods. Undefined when nothing is wrong or the kind has no pods and no warnings.
 */
export async function explainWorkload(
  api: Api,
  object: KubeObject,
  signal?: AbortSignal,
): Promise<Explanation | undefined> {
  const own = troubleOfWorkload(object);
  if (own) return explanation(own, own.message);
  const trouble = hasPods(object) ? await troubleInPods(api, object, signal) : undefined;
  if (trouble && trouble.kind !== 'slow') {
    return explanation(
      trouble,
      trouble.log ? withLines(trouble.message, await lastLines(api, trouble.log, signal)) : trouble.message,
    );
  }
  const { namespace = '', uid = '' } = object.metadata;
  const warning = await latestWarning(api, trouble?.pod ?? { namespace, uid }, signal);
  if (!trouble && !warning) return undefined;
  const said = [trouble?.message, warning && `${warning.reason}: ${warning.message}`].filter(Boolean).join('; ');
  return { fatal: false, message: trouble?.log ? withLines(said, await lastLines(api, trouble.log, signal)) : said };
}

function explanation({ kind }: Trouble, message: string): Explanation {
  return { fatal: Number.isFinite(patience[kind]), message };
}

async function troubleInPods(api: Api, object: KubeObject, signal?: AbortSignal): Promise<Trouble | undefined> {
  if (object.kind === 'Pod') return troubleOfPod(object);
  const { namespace } = object.metadata;
  const labelSelector = selectorOf(object);
  if (labelSelector === undefined) return undefined;
  const types = await mapper(api);
  const [podType, setType] = [types.byKind('v1', 'Pod'), types.byKind('apps/v1', 'ReplicaSet')];
  if (!podType || !setType) return undefined;
  const options = { namespace, labelSelector, signal };
  const [pods, sets] = await Promise.all([
    list(api, podType, options).then(({ items }) => items.flatMap((item) => viewPod(item) ?? [])),
    object.kind === 'Deployment'
      ? list(api, setType, { ...options, metadataOnly: true }).then(({ items }) =>
          items.flatMap((item) => viewReplicaSet(item) ?? []),
        )
      : [],
  ]);
  const owner = ownerOfPods(object, sets);
  return owner === undefined
    ? undefined
    : troubleOfPods(
        object,
        pods.filter((pod) => pod.owner === owner),
      );
}

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

const operators: Readonly<Record<string, (key: string, values: string) => string>> = {
  In: (key, values) => `${key} in (${values})`,
  NotIn: (key, values) => `${key} notin (${values})`,
  Exists: (key) => key,
  DoesNotExist: (key) => `!${key}`,
};

function selectorOf(object: KubeObject): string | undefined {
  const selector = (object.spec as { selector?: Selector } | undefined)?.selector;
  if (!selector) return undefined;
  // A ReplicationController's selector is the bare map.
  const labels =
    object.kind === 'ReplicationController' ? (selector as Record<string, string>) : (selector.matchLabels ?? {});
  const parts = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const text = operators[operator]?.(key, values.join(','));
    if (text) parts.push(text);
  }
  return parts.length > 0 ? parts.join(',') : undefined;
}
