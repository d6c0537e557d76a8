import type { Action } from '../../plan/types.ts';
import { adopt } from './adopt.ts';
import type { Carry } from './context.ts';
import { create } from './create.ts';
import { keep } from './keep.ts';
import { orphan } from './orphan.ts';
import { remove } from './remove.ts';
import { replace } from './replace.ts';
import { run } from './run.ts';
import { update } from './update.ts';

export const carry: Readonly<Record<Action, Carry>> = {
  create,
  update,
  adopt,
  replace,
  run,
  delete: remove,
  keep,
  orphan,
};
