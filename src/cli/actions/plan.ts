import { writeFile } from 'node:fs/promises';
import { deploy } from '../../app/deploy.ts';
import { recordTerms } from '../../app/terms.ts';
import { planData } from '../../plan/json.ts';
import { serialisePlan } from '../../plan/save.ts';
import { consentOf } from '../consent.ts';
import { exit } from '../exit.ts';
import type { ConsentOptions, TargetOptions } from '../options.ts';
import { printData } from '../print/data.ts';
import { planText } from '../print/plan.ts';
import { withWorld } from '../session.ts';
import { renderOptionsOf, requireUsedImages, targetsOf } from '../target.ts';
import { Problem } from '../../lib/errors.ts';

interface PlanOptions extends TargetOptions, ConsentOptions {
  readonly save?: string;
  readonly exitCode?: boolean;
  readonly createNamespace?: boolean;
}

/** `tug plan`: reads only. */
export async function plan(target: string, given: PlanOptions): Promise<void> {
  const targets = await targetsOf(target, given);
  const options = await renderOptionsOf(given, targets, true);
  if (given.save && targets.length > 1) {
    throw new Problem('Usage', '--save keeps the plan of one App, and the target holds several', { where: target });
  }
  await withWorld(
    given,
    () => {},
    async (world) => {
      const plans = [];
      for (const { app, source } of targets) {
        const {
          plan: made,
          desired,
          terms,
        } = await deploy(
          {
            app,
            source,
            defaultNamespace: world.api.namespace,
            options,
            consent: consentOf(given),
            until: 'plan',
            approve: async () => false,
          },
          world,
        );
        plans.push(made);
        if (given.save) {
          const text = serialisePlan({ plan: made, desired, server: world.api.server, terms: recordTerms(terms) });
          await writeFile(given.save, text, { mode: 0o600 });
        }
      }
      requireUsedImages(options);
      const data = plans.map(planData);
      if (!(await printData(data.length === 1 ? data[0] : data, given.output))) {
        for (const made of plans) process.stdout.write(`${planText(made)}\n`);
      }
      if (plans.some((made) => made.blocked.length > 0)) process.exitCode = exit.blocked;
      else if (given.exitCode && plans.some((made) => made.steps.some((step) => step.action !== 'keep'))) {
        process.exitCode = exit.pending;
      }
    },
  );
}
