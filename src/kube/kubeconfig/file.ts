import { readFile, stat } from 'node:fs/promises';
import { invalidKubeconfig } from './problem.ts';

/** Neither a kubeconfig nor a certificate bundle comes near this; a device or a log named by mistake would. */
const maxBytes = 8 * 2 ** 20;

const reasons: Record<string, [string, string]> = {
  ENOENT: ['does not exist', 'check the path'],
  ENOTDIR: ['does not exist', 'check the path'],
  EISDIR: ['is a directory, not a file', 'name the file inside it'],
  EACCES: ['cannot be read: permission denied', 'give yourself permission to read it'],
  EPERM: ['cannot be read: permission denied', 'give yourself permission to read it'],
};

/** The bytes of a file a kubeconfig consists of or names. `what` starts the sentence, `where` is the place that named it. */
export async function readConfigFile(path: string, what: string, where: string): Promise<Buffer> {
  try {
    const info = await stat(path);
    if (info.isDirectory()) throw Object.assign(new Error('directory'), { code: 'EISDIR' });
    if (info.size > maxBytes) {
      throw invalidKubeconfig(`${what} ${path} is larger than ${maxBytes / 2 ** 20} MB`, where, 'check the path');
    }
    return await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'InvalidKubeconfig') throw error;
    const [reason, hint] = reasons[code] ?? [`cannot be read (${code})`, 'check the path'];
    throw invalidKubeconfig(`${what} ${path} ${reason}`, where, hint, error);
  }
}
