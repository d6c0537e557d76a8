/** Apps of ConfigMaps in one repository, and what each commit says: which objects of which App, with which value. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GitServer, startGitServer } from '../../../source/git-server.ts';
import { type Box, team } from './box.ts';

/** ConfigMap by its name, and the value in it. */
export type Content = Map<string, string>;

export interface Fleet {
  readonly server: GitServer;
  /** By App, as of the last commit. */
  readonly apps: ReadonlyMap<string, Content>;
  /** Writes what is in `apps`, and gives the commit. */
  commit(): string;
  /** Changes two objects, drops one and adds one, of each App that is chosen, and commits. Object 0 of an App always stays. */
  stir(which: (app: string) => boolean): string;
  /** Makes the App objects. */
  declare(box: Box): Promise<void>;
  close(): void;
}

export async function createFleet(apps: number, objects: number): Promise<Fleet> {
  const directory = mkdtempSync(join(tmpdir(), 'tug-fleet-'));
  const work = join(directory, 'work');
  const bare = join(directory, 'served', 'fleet.git');
  mkdirSync(work);
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', bare]);
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.test', '-c', 'gc.auto=0', ...args], {
      cwd: work,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  git('init', '-q', '-b', 'main');
  const server = await startGitServer(join(directory, 'served'));
  const content = new Map<string, Content>();
  let count = objects;
  for (let app = 0; app < apps; app += 1) {
    content.set(`a${app}`, new Map(Array.from({ length: objects }, (_, n) => [`a${app}-c${n}`, '1'])));
  }
  const commit = (): string => {
    for (const [app, maps] of content) {
      mkdirSync(join(work, app), { recursive: true });
      writeFileSync(join(work, app, 'maps.yaml'), [...maps].map(([name, value]) => mapText(name, value)).join('---\n'));
    }
    git('add', '-A');
    git('commit', '-q', '-m', 'change');
    git('push', '-q', bare, 'HEAD:main');
    return git('rev-parse', 'HEAD');
  };
  commit();
  return {
    server,
    apps: content,
    commit,
    stir: (which) => {
      count += 1;
      for (const [app, maps] of content) if (which(app)) stirOne(app, maps, count);
      return commit();
    },
    declare: async (box) => {
      for (const app of content.keys()) {
        await box.api.request({
          method: 'POST',
          path: `/apis/tug.dev/v1alpha1/namespaces/${team}/apps`,
          body: appObject(app, `${server.url}/fleet.git`),
        });
      }
    },
    close: () => {
      server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function stirOne(app: string, maps: Content, count: number): void {
  const names = [...maps.keys()];
  const dropped = names[1 + Math.floor(Math.random() * (names.length - 1))];
  if (dropped !== undefined) maps.delete(dropped);
  for (const name of [...maps.keys()].slice(0, 2)) maps.set(name, String(count));
  maps.set(`${app}-c${count}`, String(count));
}

const mapText = (name: string, value: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {value: "${value}"}\n`;

const appObject = (name: string, url: string): unknown => ({
  apiVersion: 'tug.dev/v1alpha1',
  kind: 'App',
  metadata: { name, namespace: team },
  spec: { source: { git: { url, branch: 'main', interval: '1s' }, path: name } },
});
