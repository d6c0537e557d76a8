import { type Branch, treeOf } from '../../app/inspect/owned.ts';
import { refText } from '../../kube/object.ts';
import type { ClusterOptions, Output } from '../options.ts';
import { printData } from '../print/data.ts';
import { refData } from '../print/verdict.ts';
import { appRef, withWorld } from '../session.ts';

/** `tug tree`: the members and, below each, what the cluster made of it. */
export async function tree(name: string, given: ClusterOptions & { readonly output: Output }): Promise<void> {
  await withWorld(
    given,
    () => {},
    async (world) => {
      const ref = appRef(name, world.api);
      const branches = await treeOf(ref, world);
      if (await printData({ app: ref, members: branches.map(branchData) }, given.output)) return;
      process.stdout.write(
        `App ${ref.namespace}/${ref.name}\n${branches.map((b, i) => branchText(b, '', i === branches.length - 1)).join('')}`,
      );
    },
  );
}

function branchData({ ref, health, children }: Branch): unknown {
  return { object: refData(ref), health: health.status, message: health.message, children: children.map(branchData) };
}

function branchText({ ref, health, children }: Branch, indent: string, last: boolean): string {
  const message = health.message ? `  ${health.message}` : '';
  const line = `${indent}${last ? '└─' : '├─'} ${refText(ref)}  ${health.status}${message}\n`;
  const below = `${indent}${last ? '   ' : '│  '}`;
  return line + children.map((child, i) => branchText(child, below, i === children.length - 1)).join('');
}
