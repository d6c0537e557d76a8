import { chartTemplates } from './chart.ts';
import { plainManifests } from './manifests.ts';
import { permissionsPage } from './permissions-page.ts';

/** Every file that is made of the objects of an installation, by its path from the root of the repository. */
export function deployFiles(): ReadonlyMap<string, string> {
  return new Map([
    ...[...chartTemplates()].map(([name, text]): [string, string] => [`deploy/chart/templates/${name}`, text]),
    ['deploy/manifests/tug.yaml', plainManifests()],
    ['docs/reference/permissions.md', permissionsPage()],
  ]);
}
