import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { metricsTable, type MetricName, type MetricRow } from './table.ts';

type Labels = Readonly<Record<string, string | number>>;

/** The metrics of the table by name, in a registry of their own. */
export interface Recorder {
  add(name: MetricName, value: number, labels?: Labels): void;
  /** A gauge's value, or a counter's that is counted elsewhere. */
  set(name: MetricName, value: number, labels?: Labels): void;
  observe(name: MetricName, value: number, labels: Labels): void;
  /** Forgets all values of a metric before it is set anew. */
  clear(name: MetricName): void;
  remove(name: MetricName, labels: Labels): void;
  text(): Promise<string>;
  readonly contentType: string;
}

/** From a look at memory to a rollout. */
const buckets = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

export function createRecorder(): Recorder {
  const registry = new Registry();
  const metrics = new Map(metricsTable.map((row) => [row.name, make(row, registry)]));
  const counterOrGauge = (name: MetricName): Counter | Gauge => {
    const metric = metrics.get(name);
    if (metric instanceof Counter || metric instanceof Gauge) return metric;
    throw new Error(`${name} is a histogram`);
  };
  return {
    add: (name, value, labels = {}) => counterOrGauge(name).inc(labels, value),
    set: (name, value, labels = {}) => {
      const metric = counterOrGauge(name);
      if (metric instanceof Gauge) return metric.set(labels, value);
      metric.remove(labels);
      metric.inc(labels, value);
    },
    observe: (name, value, labels) => {
      const metric = metrics.get(name);
      if (metric instanceof Histogram) metric.observe(labels, value);
    },
    clear: (name) => counterOrGauge(name).reset(),
    remove: (name, labels) => counterOrGauge(name).remove(labels),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function make(row: MetricRow, registry: Registry): Counter | Gauge | Histogram {
  const about = { name: row.name, help: row.help, labelNames: [...row.labels], registers: [registry] };
  if (row.type === 'counter') return new Counter(about);
  if (row.type === 'gauge') return new Gauge(about);
  return new Histogram({ ...about, buckets });
}
