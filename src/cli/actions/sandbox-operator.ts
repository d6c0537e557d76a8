import * as sandbox from '../../../sandbox/index.ts';
import { operate } from '../operate.ts';
import type { OperatorOptions } from '../options.ts';

/** Anything else would be a port that another sandbox's operator may have. */
const anyPort = '127.0.0.1:0';

/** `tug sandbox operator`: the operator under its own ServiceAccount, with the rights that `tug install` gave it and no more. */
export async function sandboxOperator(name: string | undefined, given: OperatorOptions): Promise<void> {
  const onProgress = (line: string): void => void process.stderr.write(`${line}\n`);
  await sandbox.up({ ...(name === undefined ? {} : { name }), onProgress });
  const access = await sandbox.operatorAccess(name);
  await operate({
    ...given,
    kubeconfig: access.kubeconfig,
    listen: given.listen ?? anyPort,
    log: given.log ?? 'text',
    beside: (signal, log) =>
      access.keepFresh(signal, (why) => log.warn('the token of the operator was not renewed', { error: why })),
  });
}
