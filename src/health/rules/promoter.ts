import { trueOrFailed } from './patterns.ts';
import type { GroupRules } from './rule.ts';

/** GitOps Promoter: a controller's own work is Ready, the state of what it watches is in lists beside it. */
const notReady = "isNot(object, 'Ready')";
const ready = "is(object, 'Ready')";

const promoted = (path: string): string =>
  `text(${path}, 'active.dry.sha') != '' && text(${path}, 'active.dry.sha') == text(${path}, 'proposed.dry.sha')`;
/** A note may name a newer commit than the branch, where hydrating that one changed nothing. */
const hydrated = (path: string): string =>
  `(text(${path}, 'proposed.note.drySha') != '' ? text(${path}, 'proposed.note.drySha') : text(${path}, 'proposed.dry.sha'))`;

export const promoter: GroupRules = {
  groups: ['promoter.argoproj.io'],
  rules: [
    {
      kinds: ['ArgoCDCommitStatus'],
      failed: `${notReady} || (${ready} && size(list(object, 'status.applicationsSelected')) == 0)`,
      current: ready,
    },
    { kinds: ['ChangeTransferPolicy'], failed: notReady, current: `${ready} && ${promoted('status')}` },
    {
      kinds: ['PromotionStrategy'],
      failed: `${notReady} || (${ready} && size(list(object, 'status.environments')) == 0)`,
      current: `${ready} && status.environments.all(e, ${promoted('e')} && ${hydrated('e')} == ${hydrated('status.environments[0]')})`,
    },
    {
      kinds: ['GitCommitStatus', 'TimedCommitStatus', 'WebRequestCommitStatus'],
      failed: `${notReady} || (${ready} && status.environments.exists(e, e.phase == 'failure'))`,
      inProgress: "status.environments.exists(e, e.phase == 'pending')",
      current: ready,
    },
    { kinds: ['*'], ...trueOrFailed('Ready') },
  ],
};
