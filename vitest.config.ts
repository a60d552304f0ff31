/** Three kinds of test, told apart by name: `*.test.ts` is pure, `*.db.test.ts` needs databases, `*.e2e.ts` a browser. */
import { defineConfig } from 'vitest/config'

const DATABASE_TESTS = [
  'src-*/**/*.db.test.ts',
  'tests/engine/**/*.test.ts',
  'tests/scenarios/**/*.test.ts',
  'tests/migrations/**/*.test.ts',
]

export default defineConfig({
  test: {
    allowOnly: false,
    reporters: ['default'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src-*/**/*.test.{ts,tsx}', 'tests/architecture/**/*.test.ts', 'tests/support/**/*.test.ts'],
          exclude: DATABASE_TESTS,
          environment: 'node',
          // A busy machine is slow, not wrong.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'db',
          include: DATABASE_TESTS,
          environment: 'node',
          // A process for each file: native drivers, WebAssembly and child servers must not outlive their file.
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.e2e.ts'],
          environment: 'node',
          // A busy machine paints late; what is asked for comes or it does not.
          expect: { poll: { interval: 50, timeout: 20_000 } },
          pool: 'forks',
          // One browser at a time: on two cores a second one would only make both miss their deadlines.
          maxWorkers: 1,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
