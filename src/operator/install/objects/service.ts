import type { KubeObject } from '../../../kube/object.ts';
import { operatorName } from '../names.ts';
import type { Deployment } from '../options.ts';
import { inSystem, selector } from './common.ts';

/** Where metrics are scraped and webhooks arrive. Any replica takes a webhook and tells the others nothing: it is a hint to look. */
export function service({ port }: Deployment): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: inSystem(operatorName),
    spec: {
      selector: { ...selector },
      ports: [{ name: 'http', port, targetPort: 'http', protocol: 'TCP' }],
    },
  };
}
