import { deploy, refOfApp } from '../../app/deploy.ts';
import { mapper } from '../../kube/index.ts';
import { Problem } from '../../lib/errors.ts';
import { parseDuration } from '../../lib/duration.ts';
import { approver, consentOf } from '../consent.ts';
import { exit, exitOfVerdict } from '../exit.ts';
import type { PushOptions } from '../options.ts';
import { tellOfOperator, unlessHeld } from '../held.ts';
import type { Ended } from '../ended.ts';
import { printEnded } from '../print/ended.ts';
import { progressView } from '../print/progress.ts';
import { syncWith } from '../sync.ts';
import { withWorld } from '../session.ts';
import { renderOptionsOf, requireUsedImages, targetsOf } from '../target.ts';

/** `tug push`: plan, ask, apply, wait, verdict. Of several Apps, the first that does not end well stops the rest. */
export async function push(target: string | undefined, given: PushOptions): Promise<void> {
  if (given.timeout && parseDuration(given.timeout) === undefined) {
    throw new Problem('Usage', `--timeout ${given.timeout} is not a duration`, { hint: 'write it as 30s, 5m or 1h' });
  }
  if (given.plan && target) {
    throw new Problem('Usage', `--plan carries out a saved plan, and ${target} would not be looked at`, {
      hint: 'leave one of them out',
    });
  }
  if (given.plan) return (await import('./push-plan.ts')).pushPlan(given.plan, given);
  if (!target) {
    throw new Problem('Usage', 'push needs a target, or --plan with a saved plan', { hint: 'tug push app.yaml' });
  }
  const targets = await targetsOf(target, given);
  const options = await renderOptionsOf(given, targets, true);
  const view = progressView(given.output);
  await withWorld(given, view.onProgress, async (world) => {
    const ended: Ended[] = [];
    const notes: string[] = [];
    try {
      for (const { app, source } of targets) {
        // The App before may have brought kinds.
        if (ended.at(-1)?.verdict === 'deployed') await mapper(world.api, { refresh: true });
        const ref = refOfApp(app, world.api.namespace);
        const one = await unlessHeld(ref, given, world, async (look) => {
          tellOfOperator(look, world);
          const deployed = await deploy(
            {
              app: { ...app, spec: { ...app.spec, sync: syncWith(app.spec.sync, given) } },
              source,
              defaultNamespace: world.api.namespace,
              options,
              consent: consentOf(given),
              until: 'verdict',
              approve: approver(given, 'Apply this?'),
            },
            world,
          );
          if (deployed.notes?.trim() && deployed.verdict === 'deployed') notes.push(deployed.notes.trim());
          return deployed;
        });
        ended.push(one);
        if (exitOfVerdict(one.verdict) !== exit.done) break;
      }
    } catch (error) {
      view.end();
      // As data one document is expected, and it is the error's.
      if (given.output === 'text' || given.output === 'github') await printEnded(ended, given.output);
      throw error;
    } finally {
      view.end();
    }
    await printEnded(ended, given.output);
    if (given.output === 'text' && notes.length > 0) process.stdout.write(`\n${notes.join('\n\n')}\n`);
    process.exitCode = Math.max(...ended.map(({ verdict }) => exitOfVerdict(verdict)));
    if (ended.length === targets.length) requireUsedImages(options);
  });
}
