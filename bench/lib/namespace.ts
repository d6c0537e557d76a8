import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Bench } from './bench.ts';

let made = 0;

/** A fresh namespace. None is deleted before the sandbox goes: deleting thousands of objects would disturb what is measured next. */
export async function createNamespace({ kubectl, kubeconfig, env }: Bench): Promise<string> {
  const name = `bench-${process.pid}-${++made}`;
  await promisify(execFile)(kubectl, ['create', 'namespace', name, '--kubeconfig', kubeconfig], { env });
  return name;
}
