import { Problem } from '../../lib/errors.ts';
import type { Api, ApiRequest } from '../api.ts';
import type { KubeObject } from '../object.ts';
import { withType } from './accept.ts';
import { resolve, type Target } from './resolve.ts';

/** What the writing verbs share. */
export interface WriteOptions {
  readonly manager?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore' | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onWarning?: ((text: string) => void) | undefined;
}

export function writeQuery(options: WriteOptions): NonNullable<ApiRequest['query']> {
  return {
    fieldManager: options.manager,
    dryRun: options.dryRun ? 'All' : undefined,
    fieldValidation: options.fieldValidation,
  };
}

/** Dry runs are counted apart: they change nothing. */
export function verbOf(options: WriteOptions, verb: string): string {
  return options.dryRun ? 'DRYRUN' : verb;
}

export function targetOf(api: Api, object: KubeObject): Promise<Target> {
  const { name, generateName, namespace } = object.metadata;
  return resolve(api, {
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace,
    name: name ?? generateName ?? '',
  });
}

export function nameOf(object: KubeObject): string {
  const { name } = object.metadata;
  if (name) return name;
  throw new Problem('InvalidInput', `the ${object.kind} has no metadata.name`, { hint: 'name it' });
}

export async function send(api: Api, target: Target, request: ApiRequest, options: WriteOptions): Promise<KubeObject> {
  const response = await api.request({
    ...request,
    about: target.about,
    signal: options.signal,
    onWarning: options.onWarning,
  });
  return withType(target.type, response.json());
}
