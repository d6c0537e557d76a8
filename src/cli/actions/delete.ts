import { removeApp } from '../../app/remove.ts';
import { carry } from '../carry.ts';
import { approver, consentOf } from '../consent.ts';
import type { ClusterOptions, ConsentOptions, Output } from '../options.ts';
import { appRef } from '../session.ts';

type DeleteOptions = ClusterOptions & ConsentOptions & { readonly output: Output; readonly timeout: string };

export async function deleteApp(name: string, given: DeleteOptions): Promise<void> {
  await carry(
    given,
    (world) => {
      const approve = approver(given, 'Delete all of it?');
      const ref = appRef(name, world.api);
      return removeApp({ ref, consent: consentOf(given), timeout: given.timeout, approve }, world);
    },
    'deleted',
  );
}
