import { Problem } from '../../lib/errors.ts';
import type { App } from './schema.ts';

/** Apps in the order of their `dependsOn`. Problem `InvalidSpec` names a cycle. */
export function inOrder(apps: readonly App[], defaultNamespace: string): App[] {
  const idOf = (name: string, namespace: string | undefined): string => `${namespace ?? defaultNamespace}/${name}`;
  const byId = new Map(apps.map((app) => [idOf(app.metadata.name, app.metadata.namespace), app]));
  const done: App[] = [];
  const visit = (app: App, path: readonly App[]): void => {
    if (done.includes(app)) return;
    if (path.includes(app)) {
      const cycle = [...path.slice(path.indexOf(app)), app].map((a) => a.metadata.name).join(' → ');
      throw new Problem('InvalidSpec', `dependsOn goes round in a circle: ${cycle}`, {
        where: 'spec.dependsOn',
        hint: 'remove one of them',
      });
    }
    for (const dependency of app.spec.dependsOn) {
      const other = byId.get(idOf(dependency.name, dependency.namespace ?? app.metadata.namespace));
      if (dependency.kind === 'App' && other) visit(other, [...path, app]);
    }
    done.push(app);
  };
  for (const app of apps) visit(app, []);
  return done;
}
