import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Most files wait half of their time, for a process, a window or a run: three share a machine of two cores well.
    maxWorkers: 3,
    projects: [
      {
        test: {
          // No disk, no process, no clock, and no state of a module that shows: files may share a worker, a quarter less work.
          name: 'core',
          include: ['extension/core/**/*.test.ts'],
          isolate: false,
          testTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'unit',
          include: ['{extension,webview,scripts,bench}/**/*.test.ts'],
          exclude: ['extension/core/**'],
          globalSetup: 'scripts/build-for-tests.mjs',
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // A real editor in a real browser on two shared cores misses a click now and then; what fails twice has failed.
          retry: 1,
        },
      },
    ],
  },
});
