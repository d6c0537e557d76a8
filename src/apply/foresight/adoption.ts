import { ownsLabel } from '../../kube/fields.ts';
import { patch } from '../../kube/index.ts';
import { type KubeObject, refOf } from '../../kube/object.ts';
import { partOfLabel } from '../../plan/applyset.ts';
import { isEmpty, removeFields } from '../managers/fieldset.ts';
import { droppedByMove } from '../managers/move.ts';
import type { Foresight } from './context.ts';

/**
 * What an object will look like once its managers have been moved (`steps/adopt.ts`). A dry run of the apply alone does not
 * show the fields that go with a move: they still belong to the tool that made the object. So they are taken out here, and
 * the server is asked once more, because it fills many of them with the very defaults they had.
 */
export async function afterAdoption(foresight: Foresight, live: KubeObject, result: KubeObject): Promise<KubeObject> {
  const { api, manager, conflicts, signal } = foresight;
  if (conflicts !== 'take' || ownsLabel(live, manager, partOfLabel)) return result;
  const dropped = droppedByMove(result.metadata.managedFields ?? [], manager);
  if (isEmpty(dropped)) return result;
  const bare = removeFields(result, dropped) as KubeObject;
  try {
    const answer = await patch(api, refOf(live), {
      type: 'json',
      body: difference(live, bare),
      manager,
      dryRun: true,
      signal,
    });
    return { ...answer, metadata: { ...answer.metadata, managedFields: result.metadata.managedFields ?? [] } };
  } catch {
    // Not exact, but it names every field that may go.
    return bare;
  }
}

interface Operation {
  readonly op: 'add' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}

const metadataMembers = ['labels', 'annotations', 'finalizers', 'ownerReferences'] as const;
const notOurs: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'status']);

/** Whole members are put in place: what is inside is the server's to compare. */
function difference(live: KubeObject, wanted: KubeObject): Operation[] {
  const top = [...new Set([...Object.keys(live), ...Object.keys(wanted)])].filter((key) => !notOurs.has(key));
  return [
    ...top.flatMap((key) => operation(`/${key}`, live[key], wanted[key])),
    ...metadataMembers.flatMap((key) => operation(`/metadata/${key}`, live.metadata[key], wanted.metadata[key])),
  ];
}

function operation(path: string, before: unknown, after: unknown): Operation[] {
  if (after !== undefined) return [{ op: 'add', path, value: after }];
  return before === undefined ? [] : [{ op: 'remove', path }];
}
