import { spawn } from 'node:child_process';
import { Problem } from '../lib/errors.ts';
import type { Credential } from './credential.ts';

const timeoutMs = 30_000;
const maxAnswer = 2 ** 20;

/** Asks `docker-credential-NAME get`: the registry goes in by stdin and the secret comes back by stdout, so neither is in any argv. */
export async function askHelper(name: string, registry: string): Promise<Credential | undefined> {
  const program = `docker-credential-${name}`;
  if (!/^[A-Za-z0-9._-]+$/.test(name)) {
    throw new Problem('Environment', `${JSON.stringify(name)} is no name of a credential helper`);
  }
  const { code, output } = await run(program, registry);
  if (code !== 0) {
    if (/credentials not found|no credentials/i.test(output)) return undefined;
    throw new Problem('Environment', `${program} gave no credentials for ${registry} (exit ${code})`, {
      hint: 'log in again, or remove the helper from the Docker configuration',
    });
  }
  try {
    const { Username = '', Secret = '' } = JSON.parse(output) as { Username?: string; Secret?: string };
    if (Secret === '') return undefined;
    if (Username === '<token>') return { username: '', password: '', identityToken: Secret };
    return { username: Username, password: Secret };
  } catch {
    throw new Problem('Environment', `${program} answered something that is not JSON`);
  }
}

function run(program: string, input: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['get'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    const chunks: Buffer[] = [];
    let length = 0;
    child.on('error', (cause) => {
      reject(
        new Problem('Environment', `${program} is not installed, and the Docker configuration names it`, { cause }),
      );
    });
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxAnswer) chunks.push(chunk);
      else child.kill('SIGKILL');
    });
    child.on('close', (code) => resolve({ code: code ?? -1, output: Buffer.concat(chunks).toString('utf8') }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
