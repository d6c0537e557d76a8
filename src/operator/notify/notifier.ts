/** Tells news to the outside: coalesced, retried for an hour, never holding up a deploy, never telling a secret. */
import type { AppRef } from '../../app/ledger/ledger.ts';
import { type Clock, systemClock } from '../../lib/clock.ts';
import { messageOf, Problem } from '../../lib/errors.ts';
import type { SecretData } from '../sources/types.ts';
import { commitStatus } from './commit-status.ts';
import { createLine, type Delivery } from './line.ts';
import { createMemory } from './memory.ts';
import type { Message } from './message.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { post } from './post.ts';
import type { News, Notification, Notifier } from './types.ts';
import { slack, webhook } from './webhook.ts';

export interface NotifierOptions {
  readonly clock?: Clock;
  /** 0 to 1. */
  readonly random?: () => number;
  /** News were given up: refused, impossible to send, tried for too long, or too many. The same of one App and target is told once. */
  readonly onTrouble?: (app: AppRef, problem: Problem) => void;
  readonly onSent?: (result: 'sent' | 'failed') => void;
  /** Whether this machine itself may be called; for tests. */
  readonly allowLoopback?: boolean;
}

const timeoutMs = 10_000;
const firstRetryMs = 5_000;
const longestRetryMs = 600_000;
const giveUpMs = 3_600_000;
/** Most deploys end within it: then only their end is told. */
const deployingMs = 1_000;
const closeMs = 3_000;
const mostRemembered = 10_000;

export function createNotifier(options: NotifierOptions = {}): Notifier {
  const { clock = systemClock, random = Math.random, onTrouble, onSent } = options;
  const rules = { loopback: options.allowLoopback ?? false };
  const line = createLine();
  /** By key: the body that was last taken, and the trouble last told. */
  const told = createMemory(mostRemembered);
  const troubles = createMemory(mostRemembered);
  const end = new AbortController();
  const underWay = new Set<Promise<void>>();
  let closing = false;
  let timer = new AbortController();

  const trouble = (app: AppRef, key: string, problem: Problem): void => {
    onSent?.('failed');
    if (troubles.get(key) === problem.message) return;
    troubles.set(key, problem.message);
    onTrouble?.(app, problem);
  };

  const exchange = async (message: Message): Promise<Outcome> => {
    try {
      return outcomeOf(await post(message, { rules, timeoutMs, signal: end.signal }), message, clock.now());
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem('Unreachable', messageOf(error));
      return problem.code === 'Unreachable' ? { kind: 'again', problem } : { kind: 'refused', problem };
    }
  };

  const retry = (
    delivery: Delivery,
    { problem, afterMs }: { problem: Problem; afterMs?: number | undefined },
  ): void => {
    const now = clock.now();
    delivery.attempts += 1;
    const ceiling = Math.min(firstRetryMs * 2 ** (delivery.attempts - 1), longestRetryMs);
    delivery.due = now + Math.max(ceiling / 2 + (random() * ceiling) / 2, afterMs ?? 0);
    if (afterMs !== undefined) line.rest(delivery, now + afterMs);
    if (closing || delivery.due - delivery.since > giveUpMs) {
      const why = closing ? 'the operator ends' : 'tried for an hour';
      return trouble(delivery.app, delivery.key, new Problem(problem.code, `${problem.message}; ${why}`));
    }
    line.putBack(delivery);
  };

  const deliver = async (delivery: Delivery): Promise<void> => {
    const { app, key, message } = delivery;
    const isKnown = message.about !== '' && told.get(key) === message.body;
    const outcome = isKnown ? undefined : await exchange(message);
    line.done(delivery);
    if (outcome?.kind === 'again') retry(delivery, outcome);
    else if (outcome?.kind === 'refused') trouble(app, key, outcome.problem);
    else if (outcome) {
      told.set(key, message.body);
      troubles.delete(key);
      onSent?.('sent');
    }
  };

  const pump = (): void => {
    for (;;) {
      const next = line.next(clock.now());
      if (next === undefined) return;
      if (typeof next === 'number') return comeAgain(next);
      const work: Promise<void> = deliver(next).finally(() => {
        underWay.delete(work);
        pump();
      });
      underWay.add(work);
    }
  };

  const comeAgain = (ms: number): void => {
    timer.abort();
    if (closing) return;
    timer = new AbortController();
    void clock.sleep(ms, timer.signal).then(pump, () => undefined);
  };

  const hand = (news: News, to: Notification, secret: SecretData | undefined): void => {
    const target = `${news.app.namespace}/${news.app.name} ${to.type} ${to.url ?? ''} ${to.secretRef?.name ?? ''}`;
    try {
      const message = messageFor(news, to, secret);
      if (!message) return;
      const now = clock.now();
      const due = news.kind === 'deploying' ? now + deployingMs : now;
      const key = `${target} ${message.about}`;
      const gone = line.put({ key, app: news.app, message, since: now, due, attempts: 0 });
      if (gone) trouble(gone.app, gone.key, tooMany());
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      trouble(news.app, target, error);
    }
  };

  return {
    tell: (news, targets) => {
      if (closing) return;
      for (const { to, secret } of targets) hand(news, to, secret);
      pump();
    },
    close: async () => {
      closing = true;
      timer.abort();
      line.hurry();
      pump();
      const late = new AbortController();
      const ended = drained().finally(() => late.abort());
      await Promise.race([ended, clock.sleep(closeMs, late.signal).catch(() => undefined)]);
      end.abort();
    },
  };

  async function drained(): Promise<void> {
    while (underWay.size > 0) await Promise.all(underWay);
  }
}

const tooMany = (): Problem => new Problem('LimitExceeded', 'too many news wait to be told; the oldest were dropped');

/** Undefined for what this target is not told. Problem when it cannot be. */
function messageFor(news: News, to: Notification, secret: SecretData | undefined): Message | undefined {
  if (to.type !== 'webhook' && to.type !== 'slack') return commitStatus(news, to.type, to, secret);
  if (news.kind === 'deploying' || !to.events.includes(news.kind)) return undefined;
  return to.type === 'slack' ? slack(news, to, secret) : webhook(news, to, secret);
}
