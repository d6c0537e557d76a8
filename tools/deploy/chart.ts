/**
 * The same objects as templates of a Helm chart. They are made with marks in the places of values, and the marks are then replaced by what
 * asks for the values: so the chart cannot say anything that `tug install` does not.
 */
import type { KubeObject } from '../../src/kube/object.ts';
import { stringifyDocuments } from '../../src/lib/yaml.ts';
import { objectsOf } from '../../src/operator/install/index.ts';

/** Numbers that occur nowhere else, where the schema wants a number. */
const replicasMark = 900_001;
const portMark = 900_002;
const imageMark = 'MARK-IMAGE';
const resourcesMark = 'MARK-RESOURCES';

const places: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`\\b${replicasMark}\\b`, 'g'), '{{ .Values.replicas }}'],
  [new RegExp(`\\b${portMark}\\b`, 'g'), '{{ .Values.port }}'],
  [
    new RegExp(imageMark, 'g'),
    `{{ required "image: which image the operator runs from has to be said" .Values.image | quote }}`,
  ],
  [
    new RegExp(`^( *)resources:\\n *mark: ${resourcesMark}$`, 'gm'),
    '$1resources: {{- toYaml .Values.resources | nindent INDENT }}',
  ],
];

interface Template {
  readonly file: string;
  readonly holds: (object: KubeObject) => boolean;
  /** Condition under which the whole file is there. */
  readonly when?: string;
}

const kindIs =
  (...kinds: string[]): Template['holds'] =>
  ({ kind }) =>
    kinds.includes(kind);

const templates: readonly Template[] = [
  { file: 'namespace.yaml', holds: kindIs('Namespace'), when: '.Values.createNamespace' },
  { file: 'definitions.yaml', holds: kindIs('CustomResourceDefinition') },
  { file: 'roles.yaml', holds: kindIs('ServiceAccount', 'Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding') },
  { file: 'policies.yaml', holds: kindIs('ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding') },
  { file: 'operator.yaml', holds: kindIs('Deployment', 'Service', 'NetworkPolicy') },
  { file: 'budget.yaml', holds: kindIs('PodDisruptionBudget'), when: 'gt (int .Values.replicas) 1' },
];

const head = '{{- /* Made by `node tools/deploy.ts` from src/operator/install. Change that, not this file. */ -}}\n';

/** Text by file name. An object that no template holds is an Error. */
export function chartTemplates(): ReadonlyMap<string, string> {
  const resources = { mark: resourcesMark } as never;
  const objects = objectsOf({
    deployment: { image: imageMark, replicas: replicasMark, port: portMark, resources },
  });
  const homeless = objects.find((object) => !templates.some(({ holds }) => holds(object)));
  if (homeless) throw new Error(`no template of the chart holds a ${homeless.kind}`);
  return new Map(templates.map(({ file, holds, when }) => [file, textOf(objects.filter(holds), when)]));
}

function textOf(objects: readonly KubeObject[], when: string | undefined): string {
  let text = escaped(stringifyDocuments(objects));
  for (const [mark, place] of places) text = text.replaceAll(mark, place);
  text = text.replaceAll(
    /^( *)(.*)nindent INDENT/gm,
    (_, indent: string, rest: string) => `${indent}${rest}nindent ${indent.length + 2}`,
  );
  return head + (when ? `{{- if ${when} }}\n${text}{{- end }}\n` : text);
}

/** What would be an action of a template stands for itself. */
const escaped = (text: string): string => text.replaceAll('{{', '{{ "{{" }}');
