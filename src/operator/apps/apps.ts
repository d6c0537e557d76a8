/** All Apps an operator sees, and who depends on whom. */
import { holdAnnotation } from '../../app/hold.ts';
import { appFromObject } from '../../app/spec/parse-object.ts';
import type { App } from '../../app/spec/schema.ts';
import { status as statusSchema } from '../../app/spec/schema/status.ts';
import type { KubeObject } from '../../kube/object.ts';
import { Problem } from '../../lib/errors.ts';
import { keyOf, type Tracked } from './tracked.ts';

export const syncAnnotation = 'tug.dev/sync';
export const finalizer = 'tug.dev/members';

export interface Apps {
  get(key: string): Tracked | undefined;
  all(): Iterable<Tracked>;
  /** Keys of Apps that wait for this one. */
  dependents(key: string): Iterable<string>;
  /** Takes in what a watch told; gives the App when there is something to do about it: its spec, its annotations or its end changed. */
  see(object: KubeObject): Tracked | undefined;
  /** It is gone from the cluster. */
  drop(key: string): Tracked | undefined;
  readonly size: number;
}

export function createApps(): Apps {
  const apps = new Map<string, Tracked>();
  const dependents = new Map<string, Set<string>>();
  const link = (one: Tracked, add: boolean): void => {
    for (const on of dependenciesOf(one.app, one.key)) {
      const set = dependents.get(on) ?? new Set<string>();
      dependents.set(on, set);
      if (add) set.add(one.key);
      else set.delete(one.key);
    }
  };
  return {
    get: (key) => apps.get(key),
    all: () => apps.values(),
    dependents: (key) => dependents.get(key) ?? [],
    see: (object) => {
      const { name = '', namespace = '', uid = '' } = object.metadata;
      const key = keyOf({ name, namespace });
      const known = apps.get(key);
      const before = known?.uid === uid ? known : undefined;
      if (before) {
        const isNews = somethingAsked(before.object, object);
        link(before, false);
        if (before.object.metadata.generation !== object.metadata.generation) before.app = parsed(object);
        before.object = bare(object);
        before.status = statusIn(object);
        link(before, true);
        return isNews ? before : undefined;
      }
      const one: Tracked = { ...blank(object), key, ref: { name, namespace }, uid };
      apps.set(key, one);
      link(one, true);
      return one;
    },
    drop: (key) => {
      const one = apps.get(key);
      if (one) link(one, false);
      apps.delete(key);
      return one;
    },
    get size() {
      return apps.size;
    },
  };
}

function blank(object: KubeObject): Omit<Tracked, 'key' | 'ref' | 'uid'> {
  const status = statusIn(object);
  return {
    object: bare(object),
    app: parsed(object),
    status,
    seat: undefined,
    source: undefined,
    lookedFor: undefined,
    attempt: undefined,
    running: undefined,
    wait: undefined,
    pendingSince: undefined,
    pending: undefined,
    unseen: new Set(),
    appliedAt: undefined,
    residue: '',
    repairs: new Map(),
    drift: status?.drift,
    isReady: status?.conditions.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false,
  };
}

/** The spec is kept parsed, the status by itself. */
function bare({ apiVersion, kind, metadata }: KubeObject): KubeObject {
  const { managedFields: _, ...rest } = metadata;
  return { apiVersion, kind, metadata: rest };
}

function parsed(object: KubeObject): App | Problem {
  try {
    const { status: _, ...app } = appFromObject(object);
    return app;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

const statusIn = (object: KubeObject): Tracked['status'] => statusSchema.safeParse(object['status']).data;

/** A write of our own status comes back by the watch and is nothing to act on. */
function somethingAsked({ metadata: a }: KubeObject, { metadata: b }: KubeObject): boolean {
  const annotation = (name: string): boolean => a.annotations?.[name] !== b.annotations?.[name];
  return (
    a.generation !== b.generation ||
    a.deletionTimestamp !== b.deletionTimestamp ||
    annotation(syncAnnotation) ||
    annotation(holdAnnotation)
  );
}

/** Keys of the Apps that the App of this key depends on. */
export function dependenciesOf(app: App | Problem, key: string): string[] {
  if (app instanceof Problem) return [];
  const own = key.slice(0, key.indexOf('/'));
  return app.spec.dependsOn
    .filter(({ kind }) => kind === 'App')
    .map(({ name, namespace }) => keyOf({ name, namespace: namespace ?? own }));
}
