/**
 * What a plain scalar means to go-yaml v2, the parser behind sigs.k8s.io/yaml and so behind every Kubernetes tool:
 * YAML 1.1 words (`yes`, `on`, `y`), underscores in numbers, octal as `0755` and `0o14`, and dates that stay text.
 */
export type Scalar = string | number | boolean | null;

const words = new Map<string, boolean | null | number>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, -Infinity] as const),
]);

const integer = /^([-+]?)(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]+|[1-9][0-9]*|0)$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

const maxInt64 = 2n ** 63n - 1n;
const maxUint64 = 2n ** 64n - 1n;

/** The bounds of Go's integer types stand in the schemas of many CRDs, where the API server reads them as float64 anyway. */
const roundable = new Set([maxInt64, -maxInt64, maxUint64]);

/** Thrown for a number that would reach the cluster as another one. */
export class InexactNumber extends Error {
  override readonly name = 'InexactNumber';
}

export function resolveScalar(text: string): Scalar {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.0-9]/.test(text)) return text;
  if (text.startsWith('.')) return finite(text, text);
  const plain = text.replaceAll('_', '');
  return parseInteger(plain) ?? finite(plain, text);
}

function finite(digits: string, text: string): number | string {
  if (!float.test(digits)) return text;
  const value = Number(digits);
  return Number.isFinite(value) ? value : text;
}

function parseInteger(plain: string): number | undefined {
  const match = integer.exec(plain);
  if (!match) return undefined;
  const [, sign = '', digits = ''] = match;
  const octal = /^0[0-7]+$/.test(digits);
  const magnitude = BigInt(octal ? `0o${digits.slice(1)}` : digits);
  const value = sign === '-' ? -magnitude : magnitude;
  if (value > maxUint64 || value < -maxInt64 - 1n) return undefined;
  const number = Number(value);
  // What counts is the text JSON will have: 2^63 is exact as a double, but is written as 9223372036854776000.
  if (BigInt(String(number)) !== value && !roundable.has(value)) throw new InexactNumber(plain);
  return number;
}
