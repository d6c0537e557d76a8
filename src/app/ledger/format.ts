import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import type { GroupKind, KubeObject, ManagedFieldsEntry } from '../../kube/object.ts';
import { Problem } from '../../lib/errors.ts';
import type { LedgerEntry } from '../../plan/types.ts';
import { verdicts } from '../release/release.ts';
import { type AppRef, emptyLedger, type Ledger, ledgerId, ledgerName } from './ledger.ts';

/** Names of KEP-3659, "Labels and annotations on the parent object". */
export const idLabel = 'applyset.kubernetes.io/id';
const toolingAnnotation = 'applyset.kubernetes.io/tooling';
const groupKindsAnnotation = 'applyset.kubernetes.io/contains-group-kinds';
const namespacesAnnotation = 'applyset.kubernetes.io/additional-namespaces';
const ours: ReadonlySet<string> = new Set([toolingAnnotation, groupKindsAnnotation, namespacesAnnotation]);
/** Lets `tug apps` find every ledger with one selector. */
export const appLabel = 'tug.dev/app';

/** Bound on the unpacked rows, so that a forged ledger cannot fill memory. */
const maxUnpackedBytes = 64 * 2 ** 20;

const rowsSchema = z.object({
  entries: z.record(z.string(), z.tuple([z.string(), z.string(), z.string(), z.number()])),
  adopted: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))).default({}),
  reads: z.array(z.string()).default([]),
});

const headSchema = z.object({
  release: z.int(),
  begun: z.int().default(0),
  desired: z.string(),
  revision: z.string(),
  inputs: z.string().optional(),
  last: z.object({ verdict: z.enum(verdicts), when: z.string() }).optional(),
});

export function encodeLedger(ledger: Ledger): KubeObject {
  const { app } = ledger;
  const rows = {
    entries: Object.fromEntries(
      [...ledger.entries].map(([key, e]) => [key, [e.digest, e.owned, e.time, e.generation]]),
    ),
    adopted: Object.fromEntries(ledger.adopted),
    reads: ledger.inputs?.reads ?? [],
  };
  const { release, begun, desired, revision, last, inputs } = ledger;
  const head = { release, begun, desired, revision, last, inputs: inputs?.digest };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: ledgerName(app),
      namespace: app.namespace,
      ...(ledger.resourceVersion ? { resourceVersion: ledger.resourceVersion } : {}),
      labels: { [idLabel]: ledgerId(app), [appLabel]: app.name, 'app.kubernetes.io/managed-by': 'tug' },
      annotations: {
        ...ledger.annotations,
        [toolingAnnotation]: 'tug/v1',
        [groupKindsAnnotation]: ledger.groupKinds.map(groupKindText).toSorted().join(','),
        [namespacesAnnotation]: ledger.namespaces
          .filter((ns) => ns !== app.namespace)
          .toSorted()
          .join(','),
      },
    },
    data: { ledger: JSON.stringify(head) },
    binaryData: { entries: gzipSync(JSON.stringify(rows), { level: 6 }).toString('base64') },
  };
}

export function decodeLedger(object: KubeObject): Ledger {
  const { metadata } = object;
  const app: AppRef = { name: metadata.labels?.[appLabel] ?? '', namespace: metadata.namespace ?? '' };
  const annotations = metadata.annotations ?? {};
  const rows = rowsSchema.parse(unpack(object));
  const head = headSchema.parse(JSON.parse((object.data as Record<string, string> | undefined)?.ledger ?? '{}'));
  return {
    ...emptyLedger(app),
    ...head,
    last: head.last,
    inputs: head.inputs === undefined ? undefined : { digest: head.inputs, reads: rows.reads },
    resourceVersion: metadata.resourceVersion,
    groupKinds: split(annotations[groupKindsAnnotation]).map(parseGroupKind),
    namespaces: [app.namespace, ...split(annotations[namespacesAnnotation])],
    entries: new Map(Object.entries(rows.entries).map(([key, row]) => [key, toEntry(row)])),
    annotations: Object.fromEntries(Object.entries(annotations).filter(([key]) => !ours.has(key))),
    adopted: new Map(Object.entries(rows.adopted) as [string, ManagedFieldsEntry[]][]),
  };
}

function unpack(object: KubeObject): unknown {
  const packed = (object.binaryData as Record<string, string> | undefined)?.entries;
  if (!packed) return { entries: {} };
  try {
    return JSON.parse(
      gunzipSync(Buffer.from(packed, 'base64'), { maxOutputLength: maxUnpackedBytes }).toString('utf8'),
    );
  } catch (cause) {
    throw new Problem('InvalidInput', 'the ledger cannot be read', {
      where: `ConfigMap ${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`,
      hint: 'delete that ConfigMap and push again: members are found by their label and adopted as they are',
      cause,
    });
  }
}

const toEntry = ([digest, owned, time, generation]: [string, string, string, number]): LedgerEntry => ({
  digest,
  owned,
  time,
  generation,
});

const split = (list: string | undefined): string[] => (list ? list.split(',') : []);

const groupKindText = ({ group, kind }: GroupKind): string => (group ? `${kind}.${group}` : kind);

function parseGroupKind(text: string): GroupKind {
  const dot = text.indexOf('.');
  return dot < 0 ? { group: '', kind: text } : { kind: text.slice(0, dot), group: text.slice(dot + 1) };
}
