/** Files that lead out of the source, or that exhaust whoever renders them. */
import {
  aliasBomb,
  chart,
  deepYaml,
  doubling,
  endlessLoop,
  endlessRecursion,
  gigabytes,
  hugeYaml,
  manyObjects,
} from './bombs.ts';
import { type Case, helm, kustomization, valuesChart } from './case.ts';

export const paths: readonly Case[] = [
  {
    what: 'a path out of the source',
    name: 'path-up',
    source: { path: '../..' },
    told: /leaves the source/,
    atTheDoor: true,
  },
  {
    what: 'values from outside of the source',
    name: 'values-up',
    files: valuesChart('values-up'),
    spec: helm({ valueFiles: ['../../etc/passwd'] }),
    told: /etc\/passwd.*leaves|leaves.*etc\/passwd/,
  },
  {
    what: 'values by an absolute path',
    name: 'values-root',
    files: valuesChart('values-root'),
    spec: helm({ valueFiles: ['/etc/passwd'] }),
    told: /etc\/passwd/,
  },
  {
    what: 'a kustomization above the source',
    name: 'kustomize-up',
    files: kustomization('kustomize-up', 'resources: [../../..]\n'),
    told: /\.\.\/\.\.\/\.\./,
  },
  {
    what: 'a kustomization from the network',
    name: 'kustomize-far',
    files: kustomization('kustomize-far', 'resources: ["http://169.254.169.254/latest/meta-data"]\n'),
    told: /169\.254\.169\.254/,
  },
  {
    what: 'a file that is a link out of the source',
    name: 'link-out',
    links: { 'link-out/a.yaml': '/etc/passwd' },
    told: /link-out\/a\.yaml/,
  },
  {
    what: 'a directory that is a link out of the source',
    name: 'link-up',
    files: kustomization('link-up', 'resources: [up/etc/passwd]\n'),
    links: { 'link-up/up': '../../../../../..' },
    told: /up\/etc\/passwd|link-up\/up/,
  },
  {
    what: 'links that lead to one another',
    name: 'link-loop',
    files: kustomization('link-loop', 'resources: [one.yaml]\n'),
    links: { 'link-loop/one.yaml': 'two.yaml', 'link-loop/two.yaml': 'one.yaml' },
    told: /one\.yaml|two\.yaml/,
  },
  {
    what: 'a repository on the disk of the operator',
    name: 'file-url',
    source: { git: { url: 'file:///etc', branch: 'main' } },
    told: /reads a file system/,
    atTheDoor: true,
  },
];

export const bombs: readonly Case[] = [
  { what: 'huge YAML', name: 'huge', files: hugeYaml('huge'), told: /MB.*huge\/a\.yaml|huge\/a\.yaml.*MB/ },
  { what: 'YAML of ten thousand levels', name: 'deep', files: deepYaml('deep'), told: /deep\/a\.yaml/ },
  { what: 'an alias bomb', name: 'alias', files: aliasBomb('alias'), told: /alias\/a\.yaml/ },
  {
    what: 'a template without end by recursion',
    name: 'recursion',
    files: chart('recursion', endlessRecursion),
    told: /recursion/,
  },
  { what: 'a template without end by loops', name: 'loop', files: chart('loop', endlessLoop), told: /renderTime/ },
  {
    what: 'a template that repeats gigabytes',
    name: 'gigabytes',
    files: chart('gigabytes', gigabytes),
    told: /memory|renderTime/,
  },
  { what: 'a template that doubles', name: 'doubling', files: chart('doubling', doubling), told: /memory|renderTime/ },
  {
    what: 'more objects than are allowed',
    name: 'many',
    files: manyObjects('many', 2_500),
    told: /has 2500 objects, and Tenant team-b allows 1000/,
  },
];
