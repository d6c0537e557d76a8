/** What a hostile tenant tries, and what it is told. Each is an App of its own, named after its directory in the repository. */
import type { Case } from './case.ts';
import { bombs, paths } from './exhaustion.ts';
import { secrets } from './reading.ts';
import { others, rights } from './writing.ts';

export const cases: readonly Case[] = [...paths, ...bombs, ...secrets, ...others, ...rights];
