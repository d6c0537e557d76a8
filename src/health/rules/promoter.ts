import { trueOrFailed } from './patterns.ts';
import type { GroupRules } from './rule.ts';

/** GitOps Promoter. The Ready condition's own observedGeneration is the only one it writes. */
const lags = "condition(object, 'Ready').observedGeneration < metadata.generation";
const notReady = "isNot(object, 'Ready')";
const ready = "is(object, 'Ready')";

/** The commit that an environment runs and the one it is offered; a note may name a newer one than the branch. */
const hydrated = (path: string): string =>
  `(text(${path}, 'proposed.note.drySha') != '' ? text(${path}, 'proposed.note.drySha') : text(${path}, 'proposed.dry.sha'))`;
const promoted = (path: string): string =>
  `text(${path}, 'active.dry.sha') != '' && text(${path}, 'active.dry.sha') == ${hydrated(path)}`;

export const promoter: GroupRules = {
  groups: ['promoter.argoproj.io'],
  rules: [
    {
      kinds: ['ArgoCDCommitStatus'],
      inProgress: lags,
      failed: `!(${lags}) && (${notReady} || (${ready} && size(list(object, 'status.applicationsSelected')) == 0))`,
      current: ready,
    },
    {
      kinds: ['ChangeTransferPolicy'],
      failed: notReady,
      inProgress: lags,
      current: `${ready} && ${promoted('status')}`,
    },
    {
      kinds: ['PromotionStrategy'],
      failed: `${notReady} || (${ready} && size(list(object, 'status.environments')) == 0)`,
      inProgress: lags,
      current: `${ready} && status.environments.all(e, ${promoted('e')} && ${hydrated('e')} == ${hydrated('status.environments[0]')})`,
    },
    {
      kinds: ['GitCommitStatus', 'TimedCommitStatus', 'WebRequestCommitStatus'],
      failed: `${notReady} || (!(${lags}) && list(object, 'status.environments').exists(e, text(e, 'phase') == 'failure'))`,
      inProgress: `${lags} || list(object, 'status.environments').exists(e, text(e, 'phase') == 'pending')`,
      current: ready,
    },
    { kinds: ['*'], inProgress: lags, ...trueOrFailed('Ready') },
  ],
};
