/** The operator, beside Flux's kustomize-controller and beside what the API server can take at all. */
import type { Bench } from '../lib/bench.ts';
import type { Report } from '../lib/report.ts';
import { measureFlux } from './measure-flux.ts';
import { measureHelm } from './measure-helm.ts';
import { measureTug } from './measure-tug.ts';
import type { MeasuredSize } from './measured.ts';
import { driftReport, helmReport, idleReports, restartReport } from './reports/keep.ts';
import { chainReport, firstSyncReport, touchedReport, untouchedReport } from './reports/sync.ts';

export async function pull(bench: Bench): Promise<Report[]> {
  const sizes: MeasuredSize[] = [];
  for (const size of bench.sizes) {
    const { floors, measured: tug } = await measureTug(bench, size);
    const peer = bench.pull.peerSizes.includes(size) ? await measureFlux(bench, size) : undefined;
    sizes.push({ size, floors, tug, peer });
  }
  const reports = [
    firstSyncReport(sizes),
    untouchedReport(sizes),
    touchedReport(sizes),
    chainReport(sizes),
    ...sizes.flatMap(({ size, tug: { drift } }) => (drift ? [driftReport(size, drift)] : [])),
    restartReport(sizes),
    ...idleReports(sizes),
    ...(bench.pull.parts.includes('helm') ? [helmReport(await measureHelm(bench))] : []),
  ];
  return reports.filter(({ rows }) => rows.length > 0);
}
