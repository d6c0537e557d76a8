import { stringifyDocuments } from '../../src/lib/yaml.ts';
import { defaultPort, defaultResources, objectsOf } from '../../src/operator/install/index.ts';

/** What stands for the image in the plain manifests; nothing is ever published under it. */
export const exampleImage = 'registry.example/tug:latest';

const head = `# Made by \`node tools/deploy.ts\` from src/operator/install. Change that, not this file.
# Put the image of your own registry in the place of ${exampleImage}, then: kubectl apply --server-side -f tug.yaml
`;

/** The objects of \`tug install --image …\` as a stream for kubectl. */
export function plainManifests(): string {
  const deployment = { image: exampleImage, replicas: 1, port: defaultPort, resources: defaultResources };
  return head + stringifyDocuments(objectsOf({ deployment }));
}
