import { expect, test } from 'vitest';
import type { KubeObject } from '../kube/object.ts';
import { expand } from './substitute/expand.ts';
import { substitute } from './substitute.ts';

const variables = { v: 'abcABC123', path: '/usr/local/lib', empty: '', n: '3', yes: 'true', slash: 'a/b', B: 'abc' };

/** Each was also put through Flux's own envsubst. */
test.each([
  ['plain $v $ {v}', 'plain $v $ {v}'],
  ['${v}', 'abcABC123'],
  ['x${v}y${n}', 'xabcABC123y3'],
  ['$${v}', '${v}'],
  ['$$$${v} $$', '$${v} $'],
  ['$$v', '$v'],
  ['${gone:=d}', 'd'],
  ['${gone:-d e}', 'd e'],
  ['${gone=d}', 'd'],
  ['${empty:=d}', 'd'],
  ['${v:=d}', 'abcABC123'],
  ['${gone:=}', ''],
  ['${gone:=${n}x${v:0:1}}', '3xa'],
  ['${v:3}', 'ABC123'],
  ['${v:3:2}', 'AB'],
  ['${v:-3}', 'abcABC123'],
  ['${v:20}', ''],
  ['${v:7:9}', '23'],
  ['${v/abc/x}', 'xABC123'],
  ['${v/abc/}', 'ABC123'],
  ['${path//\\//.}', '.usr.local.lib'],
  ['${v/#abc/x}', 'xABC123'],
  ['${v/%123/x}', 'abcABCx'],
  ['${v/${B}/x}', 'xABC123'],
  ['${v^}', 'AbcABC123'],
  ['${v^^}', 'ABCABC123'],
  ['${v,,}', 'abcabc123'],
  ['${#v}', '9'],
  ['${path#*/}', 'usr/local/lib'],
  ['${path##*/}', 'lib'],
  ['${path%/*}', '/usr/local'],
  ['${path%%l*}', '/usr/'],
  ['${', 'error'],
  ['${v', 'error'],
  ['${}', 'error'],
  ['${v-x}', 'error'],
  ['${ v }', 'error'],
  ['${.Values.x}', 'error'],
  ['${gone:=x', 'error'],
])('%s gives %s', (text, expected) => {
  let result: string;
  try {
    result = expand(text, variables, false);
  } catch {
    result = 'error';
  }
  expect(result).toBe(expected);
});

function object(more: Record<string, unknown>, metadata: KubeObject['metadata'] = { name: 'x' }): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, ...more };
}

function apply(input: KubeObject, strict?: boolean): KubeObject | undefined {
  return substitute(
    [{ object: input, origin: { file: 'a.yaml', line: 4 } }],
    variables,
    strict === undefined ? {} : { strict },
  )[0]?.object;
}

test('texts and keys are replaced, values stay scalars', () => {
  expect(apply(object({ spec: { '${B}': ['${v}'], text: 'n=${n}', structure: '${gone:=[a, b]}' } }))).toMatchObject({
    spec: { abc: ['abcABC123'], text: 'n=3', structure: '[a, b]' },
  });
});

test('a whole value is read as YAML reads it, but not where only text can stand', () => {
  const spec = {
    replicas: '${n}',
    on: '${yes}',
    class: '${empty}',
    template: { containers: [{ env: [{ value: '${n}' }], args: ['${yes}'] }] },
  };
  expect(apply(object({ spec, data: { n: '${n}' } }, { name: 'x', annotations: { n: '${n}' } }))).toMatchObject({
    spec: { replicas: 3, on: true, class: null, template: { containers: [{ env: [{ value: '3' }], args: ['true'] }] } },
    data: { n: '3' },
    metadata: { annotations: { n: '3' } },
  });
});

test.each(['kustomize.toolkit.fluxcd.io/substitute', 'tug.dev/substitute'])(
  '%s: disabled leaves an object alone',
  (name) => {
    const off = object({ data: { a: '${gone}' } }, { name: 'x', annotations: { [name]: 'disabled' } });
    expect(apply(off)).toBe(off);
    const label = object({ data: { a: '${gone}' } }, { name: 'x', labels: { [name]: 'disabled' } });
    expect(apply(label)).toBe(label);
  },
);

test('a variable that is not set is named with its object and file; without strict it is empty', () => {
  const input = object({ data: { a: 'x${gone}' } });
  expect(() => apply(input)).toThrow(
    expect.objectContaining({
      message: 'the variable gone is used in ConfigMap x and not set',
      where: 'a.yaml:4',
    }) as Error,
  );
  expect(apply(input, false)).toMatchObject({ data: { a: 'x' } });
});

test('a broken expression is quoted', () => {
  expect(() => apply(object({ data: { a: 'echo ${x[@]}' } }))).toThrow(
    'bad substitution in ConfigMap x: ${x[@]}: "[" is not expected here',
  );
});
