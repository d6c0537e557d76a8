/** One attempt of a hostile tenant, and files for it. */
import { configMap } from '../../push/objects.ts';
import { chart } from './bombs.ts';
import { type Files, victim } from './stage.ts';

export interface Case {
  readonly what: string;
  readonly name: string;
  readonly files?: Files;
  readonly links?: Files;
  /** Of the App, laid over one that takes the directory of its name from the repository. */
  readonly spec?: Readonly<Record<string, unknown>>;
  /** Of spec.source, instead of the repository of all. */
  readonly source?: Readonly<Record<string, unknown>>;
  /** What the status says; of an App that is refused when it is applied, what the API server says. */
  readonly told: RegExp;
  readonly atTheDoor?: true;
}

export const plain = (name: string, extra = ''): Files => ({ [`${name}/a.yaml`]: configMap(name, { a: 'b' }, extra) });
export const helm = (helmSpec: object): Readonly<Record<string, unknown>> => ({ render: { helm: helmSpec } });
export const valuesChart = (name: string): Files => chart(name, `{{ fail (toJson .Values) }}\n`);
export const lookup = (name: string, namespace: string, secret: string): Files =>
  chart(
    name,
    `${configMap(name, {})}  found: {{ lookup "v1" "Secret" "${namespace}" "${secret}" | toJson | b64enc | quote }}\n`.replace(
      'data: {}',
      'data:',
    ),
  );
export const kustomization = (name: string, text: string): Files => ({ [`${name}/kustomization.yaml`]: text });
export const ofVictim = (name: string, object = name): Files => ({
  [`${name}/a.yaml`]: configMap(object, { a: 'b' }, `, namespace: ${victim}`),
});
