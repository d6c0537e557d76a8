import { Command } from 'commander';
import { action } from '../action.ts';
import { clusterOptions, consentOptions, holdOption, outputOption, targetOptions } from '../options.ts';

const targets = 'app.yaml, directory, manifest, chart directory, chart .tgz or oci:// reference';

/** render, plan and push: the commands that take a TARGET. */
export function targetCommands(): Command[] {
  const render = targetOptions(
    new Command('render').description('Print the objects of a target').argument('<target>', targets),
  )
    .option('-n, --namespace <name>', 'namespace of the release', 'default')
    .option('--kube-version <version>', 'Kubernetes version that charts see')
    .option(
      '--api-versions <list>',
      'API versions that charts see, beside the built-in ones',
      (v, all: string[]) => [...all, ...v.split(',')],
      [] as string[],
    )
    .option('--include-crds', 'also print the objects of the crds/ directory of a chart')
    .action(action(async () => (await import('../actions/render.ts')).render));

  const plan = clusterOptions(
    targetOptions(
      new Command('plan').description('Show what a push would change, and why').argument('<target>', targets),
    ),
  )
    .option('--create-namespace', 'create the namespace when it is missing')
    .option('--save <file>', 'keep the plan, for push --plan')
    .option('--exit-code', 'exit 2 when there are changes')
    .action(action(async () => (await import('../actions/plan.ts')).plan));

  const push = clusterOptions(
    targetOptions(
      new Command('push').description('Plan, ask, apply, wait, and tell how it ended').argument('[target]', targets),
    ),
  )
    .option('--create-namespace', 'create the namespace when it is missing')
    .option('--plan <file>', 'carry out a plan that was saved')
    .option('--partial', 'apply the rest when a part of the plan is blocked')
    .option('--no-wait', 'do not wait until everything is healthy')
    .option('--timeout <duration>', 'how long to wait (default: sync.timeout, 5m)')
    .action(action(async () => (await import('../actions/push.ts')).push));

  return [
    outputOption(render, 'yaml', 'json'),
    outputOption(consentOptions(plan), 'text', 'json', 'yaml', 'github'),
    outputOption(holdOption(consentOptions(push)), 'text', 'json', 'yaml', 'github', 'junit'),
  ];
}
