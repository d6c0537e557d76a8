/** What each reason of a condition means, and what to do about it. */
import { meanings } from '../../src/operator/status/meanings.ts';
import type { Reason } from '../../src/operator/status/types.ts';
import { cell, table } from './markdown.ts';

interface Advice {
  readonly means: string;
  readonly what: string;
}

const advice: Readonly<Record<Reason, Advice>> = {
  Deployed: { means: 'The revision is applied and healthy', what: 'Nothing' },
  Pending: { means: 'Nothing is known of the source yet', what: 'Wait for the first look at it' },
  Deploying: { means: 'A plan is made and carried out', what: 'Wait' },
  WaitingForDependency: {
    means: 'Something in dependsOn is not ready; nothing was written',
    what: 'Look at what the message names',
  },
  WaitingForHealth: { means: 'Applied; not everything is healthy yet', what: 'Wait, or see `tug tree`' },
  SourceUnavailable: {
    means: 'The source did not answer, refused the credential, or has no such revision. What runs keeps running',
    what: 'Check url and secretRef; it is tried again by itself',
  },
  Failed: {
    means: 'Applied, or in part, and something failed',
    what: 'See `tug why` of the object that is named; a commit that mends it is deployed by itself',
  },
  TimedOut: { means: 'Applied, and not healthy within sync.timeout', what: 'As for Failed; or raise sync.timeout' },
  Retrying: {
    means: 'Something that passes was in the way; it is tried again by itself',
    what: 'Wait, or read the message',
  },
  InvalidSpec: { means: 'The App says what cannot be', what: 'Correct the field that is named' },
  RenderFailed: {
    means: 'The files do not render: YAML, a chart, a kustomization',
    what: 'Correct the file that is named; the commit is deployed by itself',
  },
  Blocked: {
    means: 'The plan would do what needs consent or is known to fail; nothing was written',
    what: 'See `tug plan`; then change the files or the policy',
  },
  Forbidden: {
    means: 'The ServiceAccount of the App may not do it, or the policy of its Tenant does not let it',
    what: 'Ask who keeps the Tenant for the right, or do without',
  },
  Held: {
    means: 'Somebody holds the App: nothing is deployed or repaired',
    what: '`tug resume`, or wait until the hold ends',
  },
  OutsideWindow: { means: 'sync.windows does not let it deploy now', what: 'Wait; the message says until when' },
  AwaitingSync: { means: 'Mode manual: status.plan says what would be done', what: '`tug sync`' },
  Shadow: {
    means: 'Mode shadow: status.plan says what would be done, and nothing will be',
    what: 'Set sync.mode to auto when it is right',
  },
  Drifted: {
    means: 'Somebody changed members, and sync.drift is warn',
    what: 'Undo it, take it into the files, or set sync.drift to repair',
  },
  Deleting: {
    means: 'The App is being deleted, and its members as sync.deletion says',
    what: 'Wait; the message names what is left',
  },
};

/** The conditions of a status and all their reasons. */
export function reasonsText(): string[] {
  const rows = (Object.keys(advice) as Reason[]).map((reason) => [
    `\`${reason}\``,
    conditionsText(reason),
    cell(advice[reason].means),
    cell(advice[reason].what),
  ]);
  return [
    'Conditions are those of kstatus. **Ready** is the answer: `True` when what is wanted runs, `False` when it does not, `Unknown` while it is worked on. ' +
      '**Reconciling** is there, and `True`, while it is worked on or will be tried again. **Stalled** is there, and `True`, when nothing happens until somebody changes something. ' +
      'What is true beside them, such as a hold, is a condition of its own with the name of its reason; Ready then stays what it was.',
    table(['reason', 'conditions', 'what it means', 'what to do'], rows),
  ];
}

function conditionsText(reason: Reason): string {
  const { ready, reconciling, stalled } = meanings[reason];
  return [
    ready === 'kept' ? reason : `Ready=${ready}`,
    ...(reconciling ? ['Reconciling'] : []),
    ...(stalled ? ['Stalled'] : []),
  ].join(', ');
}
