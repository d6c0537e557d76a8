import { Problem } from '../../lib/errors.ts';
import { isInRange } from '../versions.ts';
import type { ChartDependency, ChartMetadata } from './metadata.ts';

/**
 * The dependencies with the versions that the lock holds. A lock that says something else than the chart is a Problem naming
 * the dependency: like `helm dependency build`, but it compares what is written, not a digest of it.
 */
export function locked({ name: chart, dependencies, listedIn, lock }: ChartMetadata): readonly ChartDependency[] {
  if (!lock || dependencies.length === 0) return dependencies;
  const left = [...lock.dependencies];
  const result = dependencies.map((dependency) => {
    const index = left.findIndex(
      (entry) => entry.name === dependency.name && isInRange(entry.version, dependency.version),
    );
    const [entry] = index < 0 ? [] : left.splice(index, 1);
    if (entry && sameRepository(entry, dependency)) return { ...dependency, version: entry.version };
    throw outOfSync(dependency, lock, chart, listedIn);
  });
  const [extra] = left;
  if (extra) {
    throw new Problem('InvalidInput', `${lock.file} locks ${extra.name}, which is no dependency of ${chart}`, {
      where: lock.file,
      hint: updateHint,
    });
  }
  return result;
}

const updateHint = 'run helm dependency update, and commit the lock';

function sameRepository(a: ChartDependency, b: ChartDependency): boolean {
  return a.repository.replace(/\/$/, '') === b.repository.replace(/\/$/, '');
}

function outOfSync(
  { name, version, repository }: ChartDependency,
  lock: NonNullable<ChartMetadata['lock']>,
  chart: string,
  listedIn: string,
): Problem {
  const entry = lock.dependencies.find((candidate) => candidate.name === name);
  const difference = !entry
    ? 'the lock does not have it'
    : isInRange(entry.version, version)
      ? `the lock takes it from ${entry.repository || 'nowhere'}, not ${repository || 'nowhere'}`
      : `the lock has ${entry.version}, which is not in ${version}`;
  return new Problem(
    'InvalidInput',
    `${lock.file} is out of sync with ${listedIn} at the dependency ${name} of ${chart}: ${difference}`,
    {
      where: lock.file,
      hint: updateHint,
    },
  );
}
