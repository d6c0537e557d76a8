import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeLedger, encodeLedger } from './format.ts';
import { emptyLedger, type Ledger, ledgerId } from './ledger.ts';
import { widen } from './store.ts';

const app = { name: 'shop', namespace: 'team-a' };

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/);
const ledgers = fc.record({
  kinds: fc.uniqueArray(
    fc.record({
      group: fc.oneof(
        fc.constant(''),
        word.map((w) => `${w}.example`),
      ),
      kind: fc.stringMatching(/^[A-Z][a-z]{0,9}$/),
    }),
    {
      selector: (gk) => `${gk.group}/${gk.kind}`,
    },
  ),
  namespaces: fc.uniqueArray(word),
  rows: fc.dictionary(
    word,
    fc.record({ digest: fc.string(), owned: fc.string(), time: fc.string(), generation: fc.nat() }),
  ),
  release: fc.nat(),
});

test('what is written is what is read', () => {
  fc.assert(
    fc.property(ledgers, ({ kinds, namespaces, rows, release }) => {
      const ledger: Ledger = {
        ...emptyLedger(app),
        groupKinds: kinds,
        namespaces: [app.namespace, ...namespaces.filter((n) => n !== app.namespace)],
        entries: new Map(Object.entries(rows)),
        release,
        begun: release + 1,
        last: { verdict: 'failed', when: '2026-01-01T00:00:00.000Z' },
      };
      const read = decodeLedger(encodeLedger(ledger));
      expect(new Set(read.groupKinds.map((g) => `${g.group}/${g.kind}`))).toEqual(
        new Set(kinds.map((g) => `${g.group}/${g.kind}`)),
      );
      expect(new Set(read.namespaces)).toEqual(new Set(ledger.namespaces));
      expect(read.entries).toEqual(ledger.entries);
      expect(read.release).toBe(release);
      expect([read.begun, read.last]).toEqual([ledger.begun, ledger.last]);
    }),
  );
});

test('the ledger is an ApplySet parent as KEP-3659 names one', () => {
  const { metadata } = encodeLedger(
    widen(
      emptyLedger(app),
      [
        { group: 'apps', kind: 'Deployment' },
        { group: '', kind: 'Service' },
      ],
      ['other', 'team-a'],
    ),
  );
  expect(metadata.labels?.['applyset.kubernetes.io/id']).toBe(ledgerId(app));
  expect(metadata.annotations).toMatchObject({
    'applyset.kubernetes.io/contains-group-kinds': 'Deployment.apps,Service',
    'applyset.kubernetes.io/additional-namespaces': 'other',
  });
});

test('what others annotate, such as a hold, is kept when it is written again', () => {
  const object = encodeLedger(emptyLedger(app));
  object.metadata.annotations = { ...object.metadata.annotations, 'tug.dev/hold': '{"reason":"incident 7"}' };
  const read = decodeLedger(object);
  expect(read.annotations).toEqual({ 'tug.dev/hold': '{"reason":"incident 7"}' });
  expect(encodeLedger(read).metadata.annotations).toEqual(object.metadata.annotations);
});

test('a ledger somebody damaged is one sentence that names it', () => {
  const object = encodeLedger(emptyLedger(app));
  object.binaryData = { entries: Buffer.from('no gzip').toString('base64') };
  expect(() => decodeLedger(object)).toThrow(/the ledger cannot be read/);
});
