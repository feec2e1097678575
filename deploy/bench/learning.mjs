// npm run bench:learning -- [--seeds 1,2,3] [--days 240]
// How many known faults come back with learning on against learning off: one made history with injected repeats, played
// twice through the real chronik, heimlern and heimgeist on real Postgres and NATS. docs/learning.md says what is made up.
import { spawn } from 'node:child_process'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '1,2,3' }, days: { type: 'string', default: '240' } },
})
const root = join(import.meta.dirname, '../..')
process.stderr.write(`${cpus().length} × ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}\n`)
const args = [
  '--experimental-vm-modules',
  '--no-warnings=ExperimentalWarning',
  join(root, 'node_modules/jest/bin/jest.js'),
  '-c',
  join(root, 'deploy/checks/jest.config.mjs'),
  '--testMatch',
  '<rootDir>/deploy/bench/learning/learning.run.ts',
]
// The servers of the tests and their transform serve here too.
const child = spawn(process.execPath, args, {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, LEARNING_SEEDS: values.seeds, LEARNING_DAYS: values.days },
})
child.on('exit', (code) => process.exit(code ?? 1))
