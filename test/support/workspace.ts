import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import { kubeconfigOf, namespaceForFile, type TestNamespace, tug } from './cluster.ts';
import type { Ended, TugOptions } from './tug.ts';

/** A directory and a namespace of a test's own, and tug run in the one against the other. */
export interface Workspace {
  readonly directory: string;
  readonly namespace: TestNamespace;
  /** Writes files; null removes one. */
  write(files: Readonly<Record<string, string | null>>): void;
  read(file: string): string;
  /** tug as typed: the sandbox and the namespace are its kubeconfig's. */
  run(args: readonly string[], options?: TugOptions): Promise<Ended>;
  /** The same with `-o json`, and with `--yes` where a command may ask. */
  json(...args: readonly string[]): Promise<Ended>;
}

const asking: ReadonlySet<string> = new Set(['push', 'rollback', 'delete']);

export function workspace(): Workspace {
  const directory = mkdtempSync(join(tmpdir(), 'tug-work-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const namespace = namespaceForFile();
  const config = readFileSync(kubeconfigOf(), 'utf8');
  const kubeconfig = join(directory, '.kubeconfig');
  writeFileSync(kubeconfig, withNamespace(config, namespace.name), { mode: 0o600 });
  const runHere: Workspace['run'] = (args, options = {}) =>
    tug(args, { cwd: directory, ...options, env: { KUBECONFIG: kubeconfig, ...options.env } });
  return {
    directory,
    namespace,
    write: (files) => {
      for (const [name, text] of Object.entries(files)) {
        const path = join(directory, name);
        mkdirSync(dirname(path), { recursive: true });
        if (text === null) rmSync(path);
        else writeFileSync(path, text);
      }
    },
    read: (file) => readFileSync(join(directory, file), 'utf8'),
    run: runHere,
    json: (...args) => runHere([...args, ...(asking.has(args[0] ?? '') ? ['--yes'] : []), '-o', 'json']),
  };
}

/** The kubeconfig of the sandbox, with this namespace in its contexts. */
function withNamespace(config: string, namespace: string): string {
  const parsed = parse(config) as { contexts: { context: Record<string, string> }[] };
  for (const { context } of parsed.contexts) context.namespace = namespace;
  return stringify(parsed);
}
