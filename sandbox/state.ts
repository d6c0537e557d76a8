import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Layout } from './layout.ts';

/** What one sandbox remembers. Written last, so a directory without it is what an interrupted start left. */

const schema = z.object({
  format: z.literal(1),
  version: z.string(),
  kubectl: z.string(),
  ports: z.object({ apiserver: z.int(), kubelet: z.int() }),
});
export type State = z.infer<typeof schema>;

export function readState(layout: Layout): State | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(layout.state, 'utf8')));
  } catch {
    // Absent, cut short or of another format: all the same, the sandbox has to be made anew.
    return undefined;
  }
}

export function writeState(layout: Layout, state: State): void {
  mkdirSync(layout.directory, { recursive: true, mode: 0o700 });
  writeFileSync(`${layout.state}.part`, JSON.stringify(state));
  renameSync(`${layout.state}.part`, layout.state);
}

export const serverUrl = (state: State): string => `https://127.0.0.1:${state.ports.apiserver}`;
