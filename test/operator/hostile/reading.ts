/** Attempts to read what belongs to others. */
import { type Case, helm, lookup, plain, valuesChart } from './case.ts';
import { victim } from './stage.ts';

export const secrets: readonly Case[] = [
  {
    what: 'lookup of a Secret of another namespace',
    name: 'lookup-one',
    files: lookup('lookup-one', victim, 'jewels'),
    told: /cannot get resource "secrets".*in the namespace "team-a"/,
  },
  {
    what: 'lookup of all Secrets there are',
    name: 'lookup-all',
    files: lookup('lookup-all', '', ''),
    told: /cannot list resource "secrets".*at the cluster scope/,
  },
  {
    what: 'values from a Secret that is not there',
    name: 'values-none',
    files: valuesChart('values-none'),
    spec: helm({ valuesFrom: [{ kind: 'Secret', name: 'jewels' }] }),
    told: /Secret team-b\/jewels is not there/,
  },
  {
    what: 'values from a Secret of another namespace',
    name: 'values-far',
    spec: helm({ valuesFrom: [{ kind: 'Secret', name: 'jewels', namespace: victim }] }),
    // By kubectl itself where it has the schema, else by the server.
    told: /unknown field "(?:spec\.render\.helm\.valuesFrom\[0\]\.)?namespace"/,
    atTheDoor: true,
  },
  {
    what: 'values from a name that is a path',
    name: 'values-path',
    spec: helm({ valuesFrom: [{ kind: 'Secret', name: '../../team-a/secrets/jewels' }] }),
    told: /must be a lower-case DNS name/,
    atTheDoor: true,
  },
  {
    what: 'variables from a Secret that is not there',
    name: 'vars-none',
    files: plain('vars-none'),
    spec: { render: { substitute: { from: [{ kind: 'Secret', name: 'jewels' }] } } },
    told: /Secret team-b\/jewels is not there/,
  },
  {
    what: 'the credential of another namespace by a Source of its own',
    name: 'thief-source',
    source: { git: undefined, ref: { name: 'thief' } },
    told: /Secret team-b\/jewels.* does not exist/,
  },
  {
    what: 'a Source of others that is not shared with it',
    name: 'private-source',
    source: { git: undefined, ref: { name: 'private', namespace: victim } },
    told: /no Source team-a\/private that namespace team-b may use/,
  },
  {
    what: 'a page of another server in place of a repository',
    name: 'page',
    source: { git: { url: 'PAGE', branch: 'main' } },
    told: /its server has an error/,
  },
];
