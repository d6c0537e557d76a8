import { expect, test } from 'vitest';
import { z } from 'zod';
import { withRule } from '../schema/rules.ts';
import { structural } from './structural.ts';

const field = (schema: z.ZodType): unknown => structural(z.strictObject({ field: schema })).properties?.['field'];

test('whole numbers are of 64 bits and as safe as JavaScript has them', () => {
  expect(field(z.int().min(1))).toEqual({ type: 'integer', format: 'int64', minimum: 1, maximum: 2 ** 53 - 1 });
});

test.each<[string, z.ZodType, unknown]>([
  ['a value or null is nullable', z.string().max(3).nullable(), { type: 'string', maxLength: 3, nullable: true }],
  [
    'one of some words is an enum',
    z.union([z.literal('a'), z.enum(['b', 'c'])]),
    { type: 'string', enum: ['a', 'b', 'c'] },
  ],
  ['a number or text is an int-or-string', z.union([z.int(), z.string()]), { 'x-kubernetes-int-or-string': true }],
  ['an unknown value is kept', z.unknown(), { 'x-kubernetes-preserve-unknown-fields': true }],
  [
    'a map of texts is one',
    z.record(z.string(), z.string()),
    { type: 'object', additionalProperties: { type: 'string' } },
  ],
  [
    'a loose map keeps what it does not name',
    z.looseObject({ a: z.boolean() }),
    {
      type: 'object',
      required: ['a'],
      properties: { a: { type: 'boolean' } },
      'x-kubernetes-preserve-unknown-fields': true,
    },
  ],
])('%s', (_, schema, expected) => {
  expect(field(schema)).toEqual(expected);
});

test('a default is told and not set, and what has one need not be there', () => {
  expect(structural(z.strictObject({ a: z.boolean().default(true).describe('Whether') }))).toEqual({
    type: 'object',
    properties: { a: { type: 'boolean', description: 'Whether. Default: true' } },
  });
});

test('a shape used twice is written out twice', () => {
  const shared = z.strictObject({ name: z.string() });
  expect(JSON.stringify(structural(z.strictObject({ a: shared, b: shared })))).not.toContain('$ref');
});

test('rules stand beside what they are about, in the order they were given', () => {
  const even = withRule(z.int(), { holds: (n) => n % 2 === 0, cel: 'self % 2 == 0', message: 'must be even' });
  const both = withRule(even, { holds: (n) => n < 9, cel: 'self < 9', message: 'must be small' });
  expect(field(both.optional().describe('A number'))).toMatchObject({
    description: 'A number',
    'x-kubernetes-validations': [
      { rule: 'self % 2 == 0', message: 'must be even' },
      { rule: 'self < 9', message: 'must be small' },
    ],
  });
  expect(both.safeParse(11).error?.issues.map(({ message }) => message)).toEqual(['must be even', 'must be small']);
});

test.each<[string, z.ZodType]>([
  ['maps of two shapes', z.union([z.strictObject({ a: z.string() }), z.strictObject({ b: z.string() })])],
  ['named fields and others of one type', z.object({ a: z.string() }).catchall(z.int())],
])('%s is refused by name', (_, schema) => {
  expect(() => field(schema)).toThrow(/^field .+ which a structural schema cannot say$/);
});
