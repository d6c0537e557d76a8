import { rollback as rollbackApp } from '../../app/rollback.ts';
import { carry } from '../carry.ts';
import { approver, consentOf } from '../consent.ts';
import type { ClusterOptions, ConsentOptions, Output } from '../options.ts';
import { appRef } from '../session.ts';

type RollbackOptions = ClusterOptions & ConsentOptions & { readonly output: Output };

export async function rollback(name: string, release: number | undefined, given: RollbackOptions): Promise<void> {
  await carry(
    given,
    (world) => {
      const approve = approver(given, 'Roll back?');
      const ref = appRef(name, world.api);
      return rollbackApp({ ref, release, consent: consentOf(given), until: 'verdict', approve }, world);
    },
    'rolled back',
  );
}
