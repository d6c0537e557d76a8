import type { Action, Blocked, Change, Plan, Risk, Step } from '../../plan/types.ts';
import { refText } from '../../kube/object.ts';
import { paint } from './colour.ts';

const marks: Record<Action, { mark: string; style: Parameters<typeof paint>[0] }> = {
  create: { mark: '+', style: 'green' },
  update: { mark: '~', style: 'yellow' },
  adopt: { mark: '@', style: 'cyan' },
  replace: { mark: '±', style: 'magenta' },
  run: { mark: '>', style: 'blue' },
  delete: { mark: '-', style: 'red' },
  keep: { mark: '=', style: 'gray' },
  orphan: { mark: '!', style: 'gray' },
};

/** Field changes shown for one object; the rest is counted. JSON output has them all. */
const changesShown = 12;
const valueWidth = 70;

/** A plan for people: one line an object, its field changes below it, a count at the end. */
export function planText(plan: Plan): string {
  const width = Math.max(0, ...plan.steps.map((step) => refText(step.object).length));
  const lines = plan.steps.flatMap((step) => [stepLine(step, width), ...changeLines(step.changes)]);
  const blocked = plan.blocked.flatMap(blockedLines);
  return [...lines, ...(lines.length > 0 ? [''] : []), ...blocked, summaryText(plan)].join('\n');
}

function stepLine(step: Step, width: number): string {
  const { mark, style } = marks[step.action];
  const head = `  ${paint(style, `${mark} ${step.action.padEnd(7)}`)} ${refText(step.object).padEnd(width)}`;
  const risks = step.risks.filter((risk) => !saidElsewhere(step, risk)).map(riskText);
  const said = [step.action === 'create' ? '' : step.reason, ...risks.map((r) => paint('yellow', r))].filter(Boolean);
  return `${head}  ${said.join('; ')}`.trimEnd();
}

/** Fields taken stand with the changes, and why something is replaced is its reason. */
const saidElsewhere = ({ action }: Step, { kind }: Risk): boolean =>
  kind === 'takesField' || (kind === 'immutable' && action === 'replace');

function changeLines(changes: readonly Change[]): string[] {
  const lines = changes.slice(0, changesShown).map((change) => {
    const owner = change.owner ? paint('gray', `  (taken from ${change.owner})`) : '';
    return `      ${change.path}: ${valueText(change.from)} → ${valueText(change.to)}${owner}`;
  });
  const more = changes.length - changesShown;
  return more > 0 ? [...lines, `      … and ${more} more`] : lines;
}

function valueText(value: unknown): string {
  if (value === undefined) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = text.replaceAll('\n', '⏎');
  return line.length > valueWidth ? `${line.slice(0, valueWidth)}…` : line;
}

function riskText(risk: Risk): string {
  switch (risk.kind) {
    case 'restartsPods':
      return 'restarts pods';
    case 'immutable':
      return `cannot be changed in place: ${risk.fields.join(', ')}`;
    case 'losesData':
      return `loses data: ${risk.what}`;
    case 'takesField':
      return `takes ${risk.field} from ${risk.from}`;
  }
}

function blockedLines({ object, reason, remedy }: Blocked): string[] {
  const name = object.name ? `${refText(object)}: ` : '';
  return [`  ${paint('red', '✗ blocked')} ${name}${reason}`, `      ${remedy}`, ''];
}

const counted: readonly [keyof Plan['summary'], string][] = [
  ['create', 'to create'],
  ['update', 'to update'],
  ['adopt', 'to adopt'],
  ['replace', 'to replace'],
  ['run', 'to run'],
  ['delete', 'to delete'],
  ['keep', 'kept'],
  ['orphan', 'to orphan'],
  ['unchanged', 'unchanged'],
];

export function summaryText(plan: Plan): string {
  const parts = counted.filter(([key]) => plan.summary[key] > 0).map(([key, words]) => `${plan.summary[key]} ${words}`);
  const blocked = plan.blocked.length > 0 ? [`${plan.blocked.length} blocked`] : [];
  return `${plan.app.namespace}/${plan.app.name}: ${[...parts, ...blocked].join(', ') || 'nothing to do'}`;
}
