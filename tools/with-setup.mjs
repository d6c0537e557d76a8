/**
 * Runs a command on the Node this repository pins, after doing what a fresh clone still needs: `node tools/with-setup.mjs vitest run`.
 * Plain JavaScript without dependencies, because it runs on whatever Node is there, before any package is.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const tools = [
  { name: 'Node.js', from: [20, 0], version: () => process.versions.node, get: 'https://nodejs.org' },
  { name: 'npm', from: [10, 0], version: () => printed('npm', '--version'), get: 'https://nodejs.org' },
  { name: 'git', from: [2, 30], version: () => printed('git', '--version'), get: 'https://git-scm.com' },
  { name: 'Go', from: [1, 26], version: () => printed('go', 'env', 'GOVERSION'), get: 'https://go.dev/dl' },
];

function printed(command, ...args) {
  const ran = spawnSync(command, args, { encoding: 'utf8', timeout: 30_000 });
  return ran.status === 0 ? ran.stdout.trim() : undefined;
}

/** One sentence for each tool that is missing or too old. */
function complaints() {
  return tools.flatMap(({ name, from, version, get }) => {
    const wanted = `${name} ${from.join('.')} or later is needed`;
    const text = version();
    if (text === undefined) return [`${wanted} and none is on the PATH; install it (${get}), then try again.`];
    const found = /(\d+)\.(\d+)/.exec(text);
    // What prints no number is a development build: taken as recent.
    if (!found) return [];
    const [major, minor] = [Number(found[1]), Number(found[2])];
    const recent = major > from[0] || (major === from[0] && minor >= from[1]);
    return recent ? [] : [`${wanted} and the one on the PATH is ${found[0]}; update it (${get}), then try again.`];
  });
}

const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/** Whether what npm installed is what package-lock.json asks for. Optional packages are for other machines. */
function installed() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record) || !existsSync(join(root, 'node_modules', '.bin', 'node'))) return false;
  const present = packagesOf(record);
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(
    ([path, wanted]) =>
      !path.startsWith('node_modules/') || wanted.optional || present[path]?.version === wanted.version,
  );
}

function install() {
  console.error('setup: installing npm packages (npm ci)');
  const began = Date.now();
  const ran = spawnSync('npm', ['ci', '--no-progress', '--loglevel=error'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (ran.status !== 0) stop(['npm ci failed; its own words are above.']);
  console.error(`setup: npm packages are in place after ${Math.round((Date.now() - began) / 1000)} s`);
}

function stop(sentences) {
  for (const sentence of sentences) console.error(`setup: ${sentence}`);
  process.exit(1);
}

function run([command, ...args]) {
  const env = { ...process.env, PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter) };
  const child = spawn(command, args, { cwd: root, env, stdio: 'inherit' });
  // Ctrl-C reaches the child by the terminal; this process stays to report how the child ended.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => stop([`${command} does not start: ${error.message}`]));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}

const missing = complaints();
if (missing.length > 0) stop(missing);
if (!installed()) install();
run(process.argv.slice(2));
