import { planData } from '../../plan/json.ts';
import {
  defaultPort,
  defaultResources,
  install as installTug,
  type InstallOptions,
} from '../../operator/install/index.ts';
import { Problem } from '../../lib/errors.ts';
import { carry } from '../carry.ts';
import { exit } from '../exit.ts';
import type { ClusterOptions, Output } from '../options.ts';
import { printData } from '../print/data.ts';
import { planText } from '../print/plan.ts';
import { withWorld } from '../session.ts';
import { version } from '../version.ts';

interface InstallArguments extends ClusterOptions {
  readonly image?: string;
  readonly replicas: number;
  readonly deployment: boolean;
  readonly dryRun?: boolean;
  readonly output: Output;
}

export async function install(given: InstallArguments): Promise<void> {
  const options = optionsOf(given);
  if (given.dryRun) return show(options, given);
  await carry(given, (world) => installTug({ options, version, until: 'verdict' }, world), 'installed');
  if (given.output !== 'text' || process.exitCode !== exit.done) return;
  process.stdout.write('next: tug tenant add NAME gives a namespace to those whose Apps go there\n');
}

function optionsOf({ image, replicas, deployment }: InstallArguments): InstallOptions {
  if (!deployment) return {};
  if (!image) {
    throw new Problem('Usage', 'which image the operator runs from has to be said', {
      hint: 'build it with deploy/Dockerfile, push it to your registry and give --image REF; or give --no-deployment',
    });
  }
  if (replicas === 0) {
    throw new Problem('Usage', '--replicas 0 runs no operator', { hint: 'give --no-deployment if it is meant' });
  }
  return { deployment: { image, replicas, port: defaultPort, resources: defaultResources } };
}

async function show(options: InstallOptions, given: InstallArguments): Promise<void> {
  await withWorld(
    given,
    () => {},
    async (world) => {
      const { plan } = await installTug({ options, version, until: 'plan' }, world);
      if (!(await printData(planData(plan), given.output))) process.stdout.write(`${planText(plan)}\n`);
      process.exitCode = plan.blocked.length > 0 ? exit.blocked : exit.done;
    },
  );
}
