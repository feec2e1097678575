import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Failure } from './failure.js'
import { type Output, Terminal } from './output/terminal.js'
import { buildProgram } from './program.js'

/** Command lines of this run, and the seed that they come from: `HEIMGEWEBE_FUZZ_RUNS=100000` for the long form. */
const RUNS = Number(process.env['HEIMGEWEBE_FUZZ_RUNS'] ?? 400)
const SEED = 20_261_127

/** What asks the mesh, or reads files of its home; nothing that starts or ends a process. */
const COMMANDS = [
  'events',
  'parked',
  'history',
  'owners',
  'cochange',
  'hotspots',
  'path',
  'ask',
  'like',
  'incidents',
  'incident',
  'watch',
  'logs',
]
  .concat(['status', 'token', 'acts', 'host', 'log', 'nothing-like-it'])
  .map((name) => [name])
const WORDS = ['list', 'retry', 'discard', 'make', 'revoke', 'stop', 'release', 'add', 'remove', 'verify', 'help']
const OPTIONS = [
  '--json',
  '--test',
  '--limit',
  '-n',
  '--lines',
  '--at',
  '--type',
  '--subject',
  '--scope',
  '--since',
].concat(['--before', '--after', '--repository', '--kind', '--help', '--version', '--no-such', '-', '--', '--=', '-nn'])
const HOSTILE = [
  '',
  ' ',
  '-1',
  '1e999',
  'NaN',
  '../../etc/passwd',
  '\u0000',
  '\ud800',
  '\u001b[2J',
  '$(id)',
  '%',
  '{',
  '__proto__',
]

const word = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.constantFrom(...OPTIONS),
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.tuple(fc.constantFrom(...OPTIONS), fc.string({ maxLength: 20 })).map(([name, value]) => `${name}=${value}`),
)
const line = fc
  .tuple(fc.constantFrom(...COMMANDS), fc.array(word, { maxLength: 6 }))
  .map(([name, more]) => [...name, ...more])

const nowhere: Output = { write: () => true }

describe('the command line', () => {
  const home = mkdtempSync(join(tmpdir(), 'heimgewebe-cli-'))
  afterAll(() => rmSync(home, { recursive: true }))

  // Nobody listens on port 1: what asks the mesh is told that it cannot be reached.
  const ports = ['CHRONIK', 'SEMANTAH', 'SICHTER', 'HEIMGEIST', 'HEIMLERN', 'WGX', 'HAUSKI', 'LEITSTAND']
  const environment = { HEIMGEWEBE_HOME: home, ...Object.fromEntries(ports.map((name) => [`${name}_PORT`, '1'])) }

  it('answers whatever is typed with an exit code of its list, or says in words what failed', async () => {
    const codes = new Set<number>()
    await fc.assert(
      fc.asyncProperty(line, async (args) => {
        // Without an end, `--follow` would wait for the mesh for ever.
        const terminal = new Terminal(nowhere, nowhere, environment)
        const program = buildProgram(environment, home, terminal, AbortSignal.timeout(500), () => undefined)
        const code = await program(args).catch((error: unknown) => {
          if (error instanceof Failure) return error.exitCode
          throw error
        })
        codes.add(code)
        return [0, 1, 2, 3, 130].includes(code)
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: false },
    )

    expect(codes.size).toBeGreaterThan(2)
  }, 3_600_000)
})
