import { defineConfig } from 'vitest/config';

/**
 * `unit` sits beside the sources and needs the engine at most; `behaviour` drives tug against one sandbox that all its files share,
 * each test in a namespace of its own. Nothing asserts a duration, so the time limits are only there to end what hangs.
 */
export default defineConfig({
  test: {
    reporters: ['default', './test/support/counts.ts'],
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{src,sandbox,engine,tools}/**/*.test.ts'],
          globalSetup: ['test/support/setup/engine.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          // Some twenty minutes of killing, freezing and cutting off: `npm run faults`, not part of `npm test`.
          name: 'faults',
          include: ['test/operator/faults/**/*.test.ts'],
          globalSetup: ['test/support/setup/engine.ts', 'test/support/setup/sandbox.ts'],
          testTimeout: 900_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'behaviour',
          include: ['test/**/*.test.ts'],
          exclude: ['test/operator/faults/**'],
          globalSetup: ['test/support/setup/engine.ts', 'test/support/setup/sandbox.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
