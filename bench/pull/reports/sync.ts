import { requestsText, writesIn } from '../../lib/requests.ts';
import type { Bound, Report } from '../../lib/report.ts';
import { median, megabytes, quantile, seconds, times } from '../../lib/stats.ts';
import type { Measured, MeasuredSize } from '../measured.ts';
import { chainLength } from '../parts/chain.ts';

const milliseconds = (value: number): string => seconds(value / 1_000);

export function firstSyncReport(sizes: readonly MeasuredSize[]): Report {
  const first = ({ firstSync }: Measured): number => median(firstSync);
  const rows = sizes.flatMap(({ size, floors, tug, peer }) => {
    const bare = median(floors);
    const row = (measured: Measured): string[] => [
      `${size}: ${measured.contender}`,
      seconds(first(measured)),
      times(first(measured) / bare),
      times(first(measured) / first(tug)),
      seconds(median(measured.firstCpu)),
      megabytes(measured.peakBytes),
    ];
    return [
      [`${size}: floor`, seconds(bare), times(1), times(bare / first(tug)), '', ''],
      row(tug),
      ...(peer ? [row(peer)] : []),
    ];
  });
  const bounds = sizes.flatMap(({ size, floors, tug, peer }): Bound[] => {
    const ofFloor = first(tug) / median(floors);
    const ofTug = peer && first(peer) / first(tug);
    return [
      {
        claim: `the first sync of ${size} Apps takes at most 2x the floor`,
        found: times(ofFloor),
        holds: ofFloor <= 2,
      },
      ...(ofTug !== undefined && size === 500
        ? [{ claim: 'and Flux takes at least 15x as long at 500', found: times(ofTug), holds: ofTug >= 15 }]
        : []),
      ...(size === 1_000
        ? [
            {
              claim: 'peak memory with 1,000 Apps is at most 250 MB',
              found: `${Math.round(tug.peakBytes / 1e6)} MB`,
              holds: tug.peakBytes <= 250e6,
            },
          ]
        : []),
    ];
  });
  return {
    title: 'First sync of a fleet',
    text: `Apps of four objects (ConfigMap, ServiceAccount, Service, Deployment without pods) in one Git repository and ten namespaces, from before the first App is created until all are Ready at the commit. The floor is a dry run and a server-side apply an object, 24 at once, sent by a bare loop to the same API server. tug clones the repository within that time, impersonates a ServiceAccount a namespace and waits for health, as it does by default. Flux is kustomize-controller v1.9.4 with 20 workers as the cluster’s admin; its tarball is ready before the clock starts, and it does not wait for health, as it does not by default. Medians of ${sizes[0]?.tug.firstSync.length ?? 0} rounds, each in a fresh sandbox; one of Flux. Peak memory is that of the process and its children over all that is measured below.`,
    columns: ['Apps', 'time', 'of the floor', 'of tug', 'CPU', 'peak memory'],
    rows,
    bounds,
  };
}

export function untouchedReport(sizes: readonly MeasuredSize[]): Report {
  const time = ({ untouched }: Measured): number => median(untouched.map((one) => one.seconds));
  const writes = ({ untouched }: Measured): number => median(untouched.map(({ requests }) => writesIn(requests)));
  const all = sizes.flatMap(({ tug, peer }) => (peer ? [tug, peer] : [tug])).filter((one) => one.untouched.length > 0);
  return {
    title: 'A commit that touches nothing',
    text: 'A commit of a file that no App reads. From when it is told (a webhook for tug, the written status of its source for Flux) until all is done: every Kustomization at the new revision, tug’s queue empty after it has seen the commit. Requests are those the API server counted meanwhile, leases left out.',
    columns: ['Apps', 'time', 'writes', 'requests'],
    rows: all.map((one) => [
      `${one.size}: ${one.contender}`,
      seconds(time(one)),
      String(writes(one)),
      requestsText(one.untouched.at(-1)?.requests ?? new Map(), 4),
    ]),
    bounds: sizes.flatMap(({ size, tug }) => {
      if (size !== 500 || tug.untouched.length === 0) return [];
      return [
        { claim: 'it takes at most 1 s at 500 Apps', found: seconds(time(tug)), holds: time(tug) <= 1 },
        { claim: 'and at most 10 writes', found: String(writes(tug)), holds: writes(tug) <= 10 },
      ];
    }),
  };
}

export function touchedReport(sizes: readonly MeasuredSize[]): Report {
  const all = sizes.flatMap(({ tug, peer }) => (peer ? [tug, peer] : [tug]));
  return {
    title: 'A commit that touches one App',
    text: 'From when the source is seen until the change is live, as a watch tells it. tug has seen the source when the Git server has answered with the new commit’s name, so that its fetch is within that time; Flux when the status of its source is written, with the tarball ready. The last column is from when tug was told by its webhook.',
    columns: ['Apps', 'commits', 'p50', 'p95', 'longest', 'p95 from the webhook'],
    rows: all.flatMap(({ size, contender, touched }) => {
      if (!touched || touched.fromSeen.length === 0) return [];
      const { fromSeen, fromTold } = touched;
      const at = (share: number): string => milliseconds(quantile(fromSeen, share));
      const told = contender.startsWith('tug') ? milliseconds(quantile(fromTold, 0.95)) : '';
      return [[`${size}: ${contender}`, String(fromSeen.length), at(0.5), at(0.95), at(1), told]];
    }),
    bounds: sizes.flatMap(({ size, tug: { touched } }) => {
      if (!touched || touched.fromSeen.length === 0) return [];
      const p95 = quantile(touched.fromSeen, 0.95);
      const claim = `it is live at most 500 ms after the source is seen, p95 at ${size} Apps`;
      return [{ claim, found: milliseconds(p95), holds: p95 <= 500 }];
    }),
  };
}

export function chainReport(sizes: readonly MeasuredSize[]): Report {
  const all = sizes.flatMap(({ tug, peer }) => (peer ? [tug, peer] : [tug]));
  return {
    title: `A chain of ${chainLength} Apps`,
    text: 'Each depends on the one before it. From before the first is created until all are Ready, beside a fleet that is done.',
    columns: ['Apps beside it', 'time'],
    rows: all.flatMap(({ size, contender, chain }) =>
      chain === undefined ? [] : [[`${size}: ${contender}`, seconds(chain)]],
    ),
    bounds: sizes.flatMap(({ size, tug: { chain } }) =>
      chain === undefined
        ? []
        : [{ claim: `it takes at most 3 s beside ${size} Apps`, found: seconds(chain), holds: chain <= 3 }],
    ),
  };
}
