import { type Requests, requestsText, writesIn } from '../../lib/requests.ts';
import type { Bound, Report } from '../../lib/report.ts';
import { median, quantile, seconds, sum, times } from '../../lib/stats.ts';
import type { MeasuredHelm, MeasuredSize } from '../measured.ts';
import type { Drifted } from '../parts/drift.ts';

const milliseconds = (value: number): string => seconds(value / 1_000);

export function driftReport(size: number, { byKind, left }: Drifted): Report {
  const all = [...byKind.values()].flat();
  const missed = sum([...left.values()]);
  const row = (name: string, values: readonly number[], notRepaired: number): string[] => {
    const at = (share: number): string => (values.length > 0 ? milliseconds(quantile(values, share)) : '');
    return [name, String(values.length + notRepaired), at(0.5), at(0.95), at(1), String(notRepaired)];
  };
  const p95 = all.length > 0 ? quantile(all, 0.95) : Number.POSITIVE_INFINITY;
  return {
    title: `Drift, with ${size} Apps`,
    text: 'One edit after the other, each of another App, from the API server’s answer to it until a watch shows the object as it was. Flux repairs when its interval is over, 10 minutes unless said otherwise.',
    columns: ['edit', 'edits', 'p50', 'p95', 'longest', 'not repaired'],
    rows: [...[...byKind].map(([name, values]) => row(name, values, left.get(name) ?? 0)), row('all', all, missed)],
    bounds: [
      { claim: 'drift is repaired in at most 250 ms, p95', found: milliseconds(p95), holds: p95 <= 250 },
      { claim: 'and none is left', found: `${missed} left`, holds: missed === 0 },
    ],
  };
}

export function restartReport(sizes: readonly MeasuredSize[]): Report {
  const all = sizes
    .map(({ size, tug }) => ({ size, restarts: tug.restarts }))
    .filter(({ restarts }) => restarts.length > 0);
  const time = (restarts: (typeof all)[number]['restarts']): number => median(restarts.map((one) => one.seconds));
  const writes = (restarts: (typeof all)[number]['restarts']): number =>
    Math.max(...restarts.map(({ requests }) => writesIn(requests)));
  return {
    title: 'A restart of the operator',
    text: 'From the start of the process until it has seen the source, looked at every App and has nothing left to do; the cache of sources is kept. Requests are those the API server counted meanwhile, leases left out.',
    columns: ['Apps', 'time', 'most writes', 'requests'],
    rows: all.map(({ size, restarts }) => [
      String(size),
      seconds(time(restarts)),
      String(writes(restarts)),
      requestsText(restarts.at(-1)?.requests ?? new Map(), 8),
    ]),
    bounds: all.flatMap(({ size, restarts }): Bound[] => [
      { claim: `no write with ${size} Apps`, found: String(writes(restarts)), holds: writes(restarts) === 0 },
      ...(size === 1_000
        ? [{ claim: 'and at most 5 s', found: seconds(time(restarts)), holds: time(restarts) <= 5 }]
        : []),
    ]),
  };
}

export function idleReports(sizes: readonly MeasuredSize[]): Report[] {
  return sizes.flatMap(({ size, tug: { idle } }) => {
    if (!idle) return [];
    const others = [...idle.requests].filter(([key]) => !/^WATCH | leases$/.test(key));
    const bound = {
      claim: 'an idle operator asks for nothing but watches and leases',
      found: requestsText(new Map(others)),
      holds: others.length === 0,
    };
    return [
      {
        title: `At rest, with ${size} Apps`,
        text: `All requests of the operator in ${idle.minutes} minutes in which nothing happens, seen by a proxy between it and the API server. Before that, its start: ${requestsText(idle.start, 20)}. The source is polled every two hours here; the Git server was asked ${idle.gitRequests} times.`,
        columns: ['request', 'times'],
        rows: byCount(idle.requests),
        bounds: [bound],
      },
    ];
  });
}

const byCount = (requests: Requests): string[][] =>
  [...requests].toSorted(([, a], [, b]) => b - a).map(([key, count]) => [key, String(count)]);

export function helmReport({ releases, floor, tug, helm, cost }: MeasuredHelm): Report {
  return {
    title: `First sync of ${releases} Helm releases`,
    text: `One chart of the same four objects, from the same kind of repository. Helm is \`helm upgrade --install\` of each, one after the other, as a pipeline does it; it does not wait for health. tug took ${seconds(cost.cpuSeconds)} of CPU.`,
    columns: ['', 'time', 'of the floor', 'of tug'],
    rows: [
      ['floor', seconds(floor), times(1), times(floor / tug)],
      ['tug operator', seconds(tug), times(tug / floor), times(1)],
      ['helm upgrade --install', seconds(helm), times(helm / floor), times(helm / tug)],
    ],
    bounds: [
      {
        claim: `the first sync of ${releases} Helm releases takes at most 2x the floor`,
        found: times(tug / floor),
        holds: tug / floor <= 2,
      },
    ],
  };
}
