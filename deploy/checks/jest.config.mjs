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
  // A test waits for servers for about a third of its time, so that two cores have work for three.
  maxWorkers: 3,
  // Modules of a file that is over stay in memory, and a process that is large is slow to start git from.
  workerIdleMemoryLimit: '800MB',
  // A limit for what hangs, and not for what is slow: workers are more than cores.
  testTimeout: 60000,
}
