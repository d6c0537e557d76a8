/** How files become objects. */
import { z } from 'zod';
import { name, text, values } from './fields.ts';

const valuesFrom = z.strictObject({
  kind: z.enum(['Secret', 'ConfigMap']).describe('Kind of the object, which is in the namespace of the App'),
  name: name.describe('Name of the object'),
  key: text(253).default('values.yaml').describe('Key that holds a values file'),
  optional: z.boolean().default(false).describe('Go on when the object or the key is not there'),
});

const helm = z.strictObject({
  release: text(53).optional().describe('Release name; the name of the App when left out'),
  values: values.default({}).describe('Values, applied over valueFiles and valuesFrom'),
  valueFiles: z.array(text(1_024)).max(100).default([]).describe('Paths relative to source.path, later ones win'),
  valuesFrom: z
    .array(valuesFrom)
    .max(100)
    .default([])
    .describe('Values files in Secrets and ConfigMaps, applied over valueFiles'),
});

const kustomize = z.strictObject({
  images: z.array(values).max(500).default([]).describe('As images of a kustomization'),
  patches: z.array(values).max(500).default([]).describe('As patches of a kustomization'),
  components: z.array(text(1_024)).max(100).default([]).describe('As components of a kustomization'),
  namePrefix: text(253).default('').describe('As namePrefix of a kustomization'),
});

const variablesFrom = z.strictObject({
  kind: z.enum(['Secret', 'ConfigMap']).describe('Kind of the object, which is in the namespace of the App'),
  name: name.describe('Name of the object'),
  optional: z.boolean().default(false).describe('Go on when the object is not there'),
});

const substitute = z.strictObject({
  vars: z.record(z.string(), text(65_536)).default({}).describe('Variables and their values; they win over from'),
  from: z.array(variablesFrom).max(100).default([]).describe('Objects whose keys are variables; later ones win'),
});

export const render = z.strictObject({
  helm: helm.optional().describe('For a source that is a chart'),
  kustomize: kustomize.optional().describe('Laid over a source that is a kustomization'),
  substitute: substitute
    .optional()
    .describe('Puts variables in place of ${NAME} in what was rendered; one that is not set is refused'),
});
