import { setTimeout as pause } from 'node:timers/promises';

/** What the operator says of itself, as Prometheus would read it. */
export interface OperatorMetrics {
  /** The sum of a metric over all labels that are not asked for; 0 for one that is not there. */
  total(name: string, labels?: Readonly<Record<string, string>>): number;
  has(name: string, labels?: Readonly<Record<string, string>>): boolean;
}

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export async function operatorMetrics(url: string): Promise<OperatorMetrics> {
  const answer = await fetch(url);
  const samples = parse(await answer.text());
  const matching = (name: string, labels: Readonly<Record<string, string>> = {}): Sample[] =>
    samples.filter(
      (sample) =>
        sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label]?.includes(value)),
    );
  return {
    has: (name, labels) => matching(name, labels).length > 0,
    total: (name, labels) => {
      let total = 0;
      for (const { value } of matching(name, labels)) total += value;
      return total;
    },
  };
}

function parse(text: string): Sample[] {
  const lines = [...text.matchAll(/^([a-z_:]+)(?:\{(.*)\})? (\S+)$/gim)];
  return lines.map(([, name = '', labels = '', value]) => ({
    name,
    labels: Object.fromEntries(
      [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', of]) => [key, of ?? '']),
    ),
    value: Number(value),
  }));
}

/** Resolves with the time at which the metrics were first as they are wanted. */
export async function untilMetrics(
  what: string,
  look: () => Promise<OperatorMetrics>,
  holds: (metrics: OperatorMetrics) => boolean,
  timeoutMs = 600_000,
): Promise<number> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    if (holds(await look())) return performance.now();
    await pause(20);
  }
  throw new Error(`${what}: not within ${timeoutMs / 1_000} s`);
}
