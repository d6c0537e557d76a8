import { type FieldProblem, openapi, validate, validateSchema } from '../../kube/index.ts';
import { groupOf, type KubeObject, versionOf } from '../../kube/object.ts';
import type { Desired, Foreseen } from '../../plan/types.ts';
import { type Foresight, kindKey, schemaIn } from './context.ts';

const mostTold = 10;

/** An object the server cannot be asked about yet: `absent` when it fits the schema of its kind, else refused with every path that does not. */
export async function bySchema(foresight: Foresight, { object }: Desired, note: string): Promise<Foreseen> {
  const problems = await schemaProblems(foresight, object);
  return problems.length === 0 ? { kind: 'absent', note } : refusedBySchema(problems);
}

export async function schemaProblems(foresight: Foresight, object: KubeObject): Promise<FieldProblem[]> {
  const { apiVersion, kind } = object;
  const version = versionOf(apiVersion);
  const crd = foresight.crds.get(kindKey(object));
  if (crd) {
    const schema = schemaIn(crd, version);
    if (schema) return validateSchema(schema, object);
    const names = `${crd.metadata.name ?? 'its CustomResourceDefinition'} has no version ${version}`;
    return [{ path: '.apiVersion', reason: 'Enum', message: names }];
  }
  const { api, signal } = foresight;
  const document = await openapi(api, apiVersion, { signal });
  return document ? validate(document, { group: groupOf(apiVersion), version, kind }, object) : [];
}

function refusedBySchema(problems: readonly FieldProblem[]): Foreseen {
  const told = problems.slice(0, mostTold).map(({ path, message }) => `${path || 'the object'}: ${message}`);
  const more = problems.length > mostTold ? `, and ${problems.length - mostTold} more` : '';
  const fields = problems.map(({ path }) => path.replace(/^\./, ''));
  return {
    kind: 'refused',
    live: undefined,
    refusal: { reason: 'schema', message: `${told.join('; ')}${more}`, fields },
  };
}
