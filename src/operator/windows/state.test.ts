import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Window } from './schedule.ts';
import { checkWindows, windowState } from './state.ts';

const window = (kind: Window['kind'], schedule: string, duration: string, timeZone = 'UTC'): Window => ({
  kind,
  schedule,
  duration,
  timeZone,
});
const at = (text: string): number => Date.parse(text);
const iso = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 16);

/** `open until …` or `shut until …`. */
function said(windows: readonly Window[], now: string): string {
  const state = windowState(windows, at(now));
  return state.open ? `open until ${iso(state.until)}` : `shut until ${iso(state.opensAt)}`;
}

const office = window('allow', '0 9 * * 1-5', '8h');
const lunch = window('deny', '0 12 * * *', '1h');
const freeze = window('deny', '0 0 20 12 *', '15d');

describe('windows', () => {
  test.each([
    ['no window at all', [], '2026-01-05T10:00Z', 'open until undefined'],
    ['in an allow window', [office], '2026-01-05T10:00Z', 'open until 2026-01-05T17:00'],
    ['the very start belongs to a window', [office], '2026-01-05T09:00Z', 'open until 2026-01-05T17:00'],
    ['a millisecond earlier does not', [office], '2026-01-05T08:59:59.999Z', 'shut until 2026-01-05T09:00'],
    ['the very end does not', [office], '2026-01-05T17:00Z', 'shut until 2026-01-06T09:00'],
    ['over the weekend', [office], '2026-01-10T12:00Z', 'shut until 2026-01-12T09:00'],
    ['a deny window wins', [office, lunch], '2026-01-05T12:30Z', 'shut until 2026-01-05T13:00'],
    ['until the deny window', [office, lunch], '2026-01-05T10:00Z', 'open until 2026-01-05T12:00'],
    ['a deny window at a weekend opens nothing', [office, lunch], '2026-01-10T12:30Z', 'shut until 2026-01-12T09:00'],
    ['deny windows alone', [lunch], '2026-01-05T10:00Z', 'open until 2026-01-05T12:00'],
    ['a long deny window over a year’s end', [freeze], '2025-12-28T10:00Z', 'shut until 2026-01-04T00:00'],
    [
      'allow windows that overlap are one',
      [office, window('allow', '0 16 * * *', '4h')],
      '2026-01-05T10:00Z',
      'open until 2026-01-05T20:00',
    ],
    [
      'allow windows that touch are one',
      [office, window('allow', '0 17 * * *', '1h')],
      '2026-01-05T10:00Z',
      'open until 2026-01-05T18:00',
    ],
    [
      'a window longer than its interval reaches on',
      [window('allow', '0 * * * *', '90m')],
      '2026-01-05T10:30Z',
      'open until 2026-01-13T18:00',
    ],
    ['a date that never comes', [window('allow', '0 0 30 2 *', '1h')], '2026-01-05T10:00Z', 'shut until undefined'],
    ['a deny date that never comes', [window('deny', '0 0 30 2 *', '1h')], '2026-01-05T10:00Z', 'open until undefined'],
  ])('%s', (_, windows, now, expected) => {
    expect(said(windows, now)).toBe(expected);
  });

  test('the reason names the window that is shut and the time', () => {
    expect(windowState([office, lunch], at('2026-01-05T12:30Z'))).toMatchObject({
      because: 'a deny window is open ("0 12 * * *" UTC, 1h); not before 2026-01-05T13:00:00Z',
    });
    expect(windowState([office], at('2026-01-10T12:30Z'))).toMatchObject({
      because: 'no allow window is open; not before 2026-01-12T09:00:00Z',
    });
  });
});

describe('days on which the clock changes', () => {
  const night = window('allow', '30 2 * * *', '1h', 'Europe/Berlin');
  const morning = window('allow', '0 9 * * *', '1h', 'Europe/Berlin');
  const allNight = window('allow', '0 22 * * *', '8h', 'Europe/Berlin');

  test.each([
    ['before summer time nine is at eight UTC', [morning], '2026-03-28T08:30Z', 'open until 2026-03-28T09:00'],
    ['from summer time on nine is at seven UTC', [morning], '2026-03-29T07:30Z', 'open until 2026-03-29T08:00'],
    ['half past two does not exist: it opens at three', [night], '2026-03-29T00:59Z', 'shut until 2026-03-29T01:00'],
    ['and stays open for its hour', [night], '2026-03-29T01:30Z', 'open until 2026-03-29T02:00'],
    ['half past two comes twice: it opens the first time', [night], '2026-10-25T00:45Z', 'open until 2026-10-25T01:30'],
    ['and not the second time', [night], '2026-10-25T01:45Z', 'shut until 2026-10-26T01:30'],
    ['eight hours are eight hours in spring', [allNight], '2026-03-29T00:00Z', 'open until 2026-03-29T05:00'],
    ['and in autumn', [allNight], '2026-10-25T00:00Z', 'open until 2026-10-25T04:00'],
    [
      'a list of hours keeps to the wall clock too',
      [window('allow', '30 2,14 * * *', '1h', 'Europe/Berlin')],
      '2026-10-25T01:45Z',
      'shut until 2026-10-25T13:30',
    ],
    [
      'half an hour of change, on Lord Howe',
      [window('allow', '0 9 * * *', '1h', 'Australia/Lord_Howe')],
      '2026-10-04T21:30Z',
      'shut until 2026-10-04T22:00',
    ],
  ])('%s', (_, windows, now, expected) => {
    expect(said(windows, now)).toBe(expected);
  });
});

describe('what cannot be read keeps it shut and is named', () => {
  test.each([
    [window('allow', 'whenever', '1h'), '"whenever" is no cron expression of five fields'],
    [window('deny', '0 25 * * *', '1h'), '"0 25 * * *" is no cron expression of five fields'],
    [window('allow', '* * * * * *', '1h'), '"* * * * * *" is no cron expression of five fields'],
    [window('allow', '0 9 * * *', '1h', 'Mars/Base'), '"Mars/Base" is no time zone'],
    [window('allow', '0 9 * * *', 'long'), '"long" is no duration'],
  ])('%o', (wrong, message) => {
    const because = `spec.sync.windows[1] cannot be read: ${message}`;
    expect(windowState([office, wrong], at('2026-01-05T10:00Z'))).toEqual({ open: false, because });
    expect(checkWindows([office, wrong])).toMatchObject({
      code: 'InvalidSpec',
      message,
      where: 'spec.sync.windows[1]',
    });
    expect(checkWindows([office])).toBeUndefined();
  });

  test('more windows than anybody needs', () => {
    expect(checkWindows(Array.from({ length: 101 }, () => office))?.message).toBe('more than 100 windows');
  });
});

describe('any windows', () => {
  const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu');
  const day = fc.constantFrom('*', '1-5', '0', '6,0');
  const some = fc.record({
    kind: fc.constantFrom('allow' as const, 'deny' as const),
    schedule: fc.tuple(fc.nat(59), fc.nat(23), day).map(([minute, hour, day]) => `${minute} ${hour} * * ${day}`),
    duration: fc.integer({ min: 1, max: 40 }).map((hours) => `${hours}h`),
    timeZone: zone,
  });
  // Weeks around the changes to and from summer time in both hemispheres.
  const moment = fc
    .tuple(
      fc.constantFrom('2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01', '2026-04-05', '2026-10-04'),
      fc.integer({ min: -4_000, max: 4_000 }),
    )
    .map(([date, minutes]) => Date.parse(date) + minutes * 60_000 + 17);

  test('the state lasts until the time it names, and is another one then', () => {
    fc.assert(
      fc.property(
        fc.array(some, { minLength: 1, maxLength: 4 }),
        moment,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (windows, now, part) => {
          const state = windowState(windows, now);
          const change = state.open ? state.until : state.opensAt;
          if (change === undefined) return;
          expect(change).toBeGreaterThan(now);
          // Windows that touch each other for weeks are followed no farther.
          const followed = change - now < 20 * 24 * 3_600_000;
          if (followed) expect(windowState(windows, change).open).toBe(!state.open);
          for (const between of [now + Math.floor((change - now) * part), change - 1]) {
            if (between < change) expect(windowState(windows, between).open).toBe(state.open);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('one window is open exactly when its wall-clock start is less than its duration ago', () => {
    fc.assert(
      fc.property(some, moment, (one, now) => {
        const opened = recentMinutes(now, Number.parseInt(one.duration, 10) * 60).some((minute) => starts(one, minute));
        // Around a change a start may be moved out of a gap or be the second of two; the table above has those.
        fc.pre(!changesNear(one.timeZone, now));
        expect(windowState([{ ...one, kind: 'allow' }], now).open).toBe(opened);
      }),
      { numRuns: 40 },
    );
  });

  /** The last so many whole minutes up to `now`. */
  function recentMinutes(now: number, count: number): number[] {
    const last = Math.floor(now / 60_000) * 60_000;
    return Array.from({ length: count }, (_, index) => last - index * 60_000).filter(
      (minute) => now < minute + count * 60_000,
    );
  }

  function starts({ schedule, timeZone }: Window, minute: number): boolean {
    const [wantedMinute, wantedHour, , , days = '*'] = schedule.split(' ');
    const [weekday = '', clock = ''] = format(timeZone).format(minute).split(/,? /);
    const [hour, min] = clock.split(':').map(Number);
    const today = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(weekday);
    const wanted = { '*': [0, 1, 2, 3, 4, 5, 6], '1-5': [1, 2, 3, 4, 5], '0': [0], '6,0': [0, 6] }[days] ?? [];
    return hour === Number(wantedHour) && min === Number(wantedMinute) && wanted.includes(today);
  }

  const formats = new Map<string, Intl.DateTimeFormat>();
  function format(timeZone: string): Intl.DateTimeFormat {
    const options = { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    const found = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-US', options);
    formats.set(timeZone, found);
    return found;
  }

  function changesNear(timeZone: string, now: number): boolean {
    const offset = (at: number): string =>
      new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).format(at).split('GMT')[1] ?? '';
    return offset(now - 48 * 3_600_000) !== offset(now);
  }
});
