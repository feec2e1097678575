import { fileURLToPath } from 'node:url'
import { swcOptions } from '../build/swc-options.mjs'

/** One configuration for all tests. The servers that they share are started in global-setup, one database and one NATS account a file. */
export default {
  rootDir: fileURLToPath(new URL('../..', import.meta.url)),
  globalSetup: '<rootDir>/libs/testing/global-setup.mjs',
  globalTeardown: '<rootDir>/libs/testing/global-teardown.mjs',
  testMatch: ['<rootDir>/{libs,services}/*/{src,test}/**/*.test.ts', '<rootDir>/deploy/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/.nx/', '<rootDir>/.heimgewebe/'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swcOptions, swcrc: false }] },
  transformIgnorePatterns: ['/node_modules/'],
  // What these leave of two cores is taken by the servers of the tests, and in CI by the checks beside them. With three
  // the whole was a tenth faster, and what waits in tests met its limits.
  maxWorkers: 2,
  // Modules of a file that is over stay in memory, and a process that is large is slow to start git from.
  workerIdleMemoryLimit: '800MB',
  // A limit for what hangs, and not for what is slow; tests that work for minutes have one of their own.
  testTimeout: 180_000,
}
