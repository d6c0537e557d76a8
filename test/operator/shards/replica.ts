/**
 * One replica in a process of its own: KUBECONFIG NAMESPACE NAME. Says every few milliseconds, with the time of the machine's monotonic
 * clock, which of the Apps it would write for: `TIME BITS`.
 */
import { argv, hrtime, stdout } from 'node:process';
import { connect } from '../../../src/kube/index.ts';
import { createLogger } from '../../../src/operator/log/log.ts';
import { createShard } from '../../../src/operator/shards/index.ts';

const [kubeconfig, namespace = '', name = ''] = argv.slice(2);
const apps = Array.from({ length: 24 }, (_, at) => `team/app-${at}`);

const api = await connect({ kubeconfig });
const shard = await createShard({
  api,
  name,
  namespace,
  log: createLogger({ level: 'info', json: true }),
  times: { renewMs: 500, leaseMs: 2_000, marginMs: 500 },
});
setInterval(() => {
  let bits = 0;
  for (const [at, app] of apps.entries()) if (shard.mayWrite() && shard.owns(app)) bits |= 1 << at;
  stdout.write(`${hrtime.bigint() / 1_000_000n} ${bits}\n`);
}, 5);
