/** Single objects that Apps look at without owning them, each watched: Secrets and ConfigMaps with values, and what an App depends on. */
import { type Api, typeOf } from '../../kube/index.ts';
import { type KubeObject, type ObjectRef, refKey, refText } from '../../kube/object.ts';
import { type Collection, collect } from './collection.ts';

export interface References {
  /** The object as it is now, its metadata alone or all of it. `key` is the App to tell when it becomes another one. */
  look(ref: ObjectRef, key: string, metadataOnly: boolean): Promise<KubeObject | undefined>;
  /** This App looks at nothing any more. */
  leave(key: string): void;
  close(): void;
}

interface Followed extends Collection {
  object: KubeObject | undefined;
}

interface Watched {
  readonly followed: Promise<Followed>;
  readonly keys: Set<string>;
}

export function followReferences(api: Api, changed: (key: string) => void): References {
  const watched = new Map<string, Watched>();
  const follow = async (ref: ObjectRef, metadataOnly: boolean, id: string): Promise<Followed> => {
    const type = await typeOf(api, ref.apiVersion, ref.kind, refText(ref));
    let synced = false;
    const collection = collect(api, {
      type,
      namespace: type.namespaced ? ref.namespace : undefined,
      fieldSelector: `metadata.name=${ref.name}`,
      metadataOnly,
      see: ({ type: what, object }) => {
        delete object.metadata.managedFields;
        one.object = what === 'deleted' ? undefined : object;
        if (synced) for (const key of watched.get(id)?.keys ?? []) changed(key);
      },
      ended: () => void watched.delete(id),
    });
    const one: Followed = { ...collection, object: undefined };
    await collection.synced;
    synced = true;
    return one;
  };
  const end = (id: string): void => {
    void watched
      .get(id)
      ?.followed.then(({ close }) => close())
      .catch(() => undefined);
    watched.delete(id);
  };
  return {
    async look(ref, key, metadataOnly) {
      const id = `${refKey(ref)} ${metadataOnly}`;
      const one = watched.get(id) ?? { followed: follow(ref, metadataOnly, id), keys: new Set<string>() };
      watched.set(id, one);
      one.keys.add(key);
      try {
        return (await one.followed).object;
      } catch (error) {
        // Rights and kinds may come: the next look tries again.
        watched.delete(id);
        throw error;
      }
    },
    leave: (key) => {
      for (const [id, { keys }] of watched) if (keys.delete(key) && keys.size === 0) end(id);
    },
    close: () => {
      for (const id of watched.keys()) end(id);
    },
  };
}
