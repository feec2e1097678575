import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { EXIT, Failure, messageOf } from './failure.js'
import { Terminal } from './output/terminal.js'
import { buildProgram } from './program.js'

/** Two signals within this time are one Ctrl-C: the terminal sends it to every process, the launcher passes it on. */
const SAME_INTERRUPT_MS = 400

const project = process.env['HEIMGEWEBE_PROJECT'] ?? process.cwd()

/** The environment, and below it what the file `.env` of the project says. */
const environment = (): NodeJS.ProcessEnv => {
  try {
    return { ...parseEnv(readFileSync(join(project, '.env'), 'utf8')), ...process.env }
  } catch {
    return process.env
  }
}

const source = environment()
const terminal = new Terminal(process.stdout, process.stderr, source)
const interrupt = new AbortController()
let kill = (): void => undefined
let firstAt = 0

const onSignal = (): void => {
  if (!interrupt.signal.aborted) {
    firstAt = Date.now()
    interrupt.abort(new Failure('interrupted', EXIT.interrupted))
  } else if (Date.now() - firstAt > SAME_INTERRUPT_MS) {
    kill()
    process.exit(EXIT.interrupted)
  }
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
// NOTE: the launcher is gone, whatever ended it; nothing it started may stay behind.
process.on('disconnect', onSignal)
process.channel?.unref()
// NOTE: `heimgewebe events | head` closes the pipe early, which is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.fine : EXIT.unreachable),
)

const program = buildProgram(source, project, terminal, interrupt.signal, (action) => (kill = action))
try {
  process.exitCode = await program(process.argv.slice(2))
} catch (error) {
  terminal.say(
    `${terminal.tintNote('bad', 'heimgewebe:')} ${error instanceof Failure ? error.message : (error as Error).stack}`,
  )
  if (error instanceof Failure && error.next !== undefined) terminal.say(`  ${error.next}`)
  process.exitCode = error instanceof Failure ? error.exitCode : EXIT.unreachable
  if (!(error instanceof Failure))
    terminal.say(`  This is a fault of Heimgewebe (${messageOf(error)}); please report it.`)
}
// NOTE: open sockets of the HTTP client keep the process for some seconds otherwise.
process.stdout.write('', () => process.exit())
