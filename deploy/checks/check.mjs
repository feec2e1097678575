// Everything that must hold before a change lands, as many steps at a time as the machine has cores. The tests come last,
// alone. `--without-tests` leaves them out, for those who ran them just before.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'

const bin = join(import.meta.dirname, '../../node_modules/.bin')
const node = process.execPath
// The native compiler checks the same in a third of the time; lint and swagger need the one with an API beside it.
const tsc = join(bin, '../typescript-native/bin/tsc')
const projects = ['libs', 'services']
  .flatMap((room) => readdirSync(room).map((name) => `${room}/${name}`))
  .concat('deploy/cli')
// The longest first, so that none of them is left for the end.
const steps = [
  [
    'lint',
    node,
    // The types of all rooms at once do not fit into the heap that a small machine is given.
    '--max-old-space-size=4096',
    join(bin, '../eslint/bin/eslint.js'),
    '--config',
    'deploy/checks/eslint-at-once.config.mjs',
    '--max-warnings',
    '0',
    '.',
  ],
  ['format', join(bin, 'prettier'), '--check', '--log-level', 'warn', '.'],
  ['types: deploy', tsc, '-p', 'deploy/tsconfig.json'],
  ['types: page', tsc, '-p', 'services/leitstand/web/tsconfig.json'],
  ...projects.map((project) => [`types: ${project}`, tsc, '-p', `${project}/tsconfig.json`]),
  ['generated: types', node, 'deploy/checks/generate-contracts.mjs', '--check'],
  ['generated: documents', node, 'deploy/checks/generate-docs.mjs', '--check'],
  ['contracts', node, 'deploy/checks/check-contracts.mjs'],
  ['settings', node, 'deploy/checks/check-settings.mjs'],
  [
    'imports',
    join(bin, 'depcruise'),
    '--config',
    'deploy/checks/dependency-cruiser.cjs',
    '--output-type',
    'err',
    'services',
    'libs',
    'deploy/cli',
  ],
  ['dead code', join(bin, 'knip')],
  ['compose files', node, 'deploy/checks/check-compose.mjs'],
]

/** Runs one step and prints what it said once it is over: steps at the same time would mix their lines. */
const run = async ([name, command, ...args]) => {
  const start = Date.now()
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const said = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => said.push(part))
  const status = await new Promise((resolve) => {
    child.once('error', (error) => resolve(said.push(Buffer.from(`${error.message}\n`))))
    child.once('close', resolve)
  })
  process.stdout.write(Buffer.concat(said))
  report(name, status, start)
}

const failed = []
const report = (name, status, start) => {
  process.stdout.write(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)\n`)
  if (status !== 0) failed.push(name)
}

const waiting = steps.values()
const lane = async () => {
  for (const step of waiting) await run(step)
}
// More at a time than four would ask for more memory than a laptop has.
await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, lane))

if (!process.argv.includes('--without-tests')) {
  const start = Date.now()
  const tests = spawn('npm', ['test', '--silent'], { stdio: ['ignore', 'inherit', 'inherit'] })
  report('tests', await new Promise((resolve) => tests.once('close', resolve)), start)
}
if (failed.length > 0) {
  process.stderr.write(`failed: ${failed.join(', ')}\n`)
  process.exitCode = 1
}
