import type { Context } from '../context.js'
import { EXIT } from '../failure.js'
import { formatBytes, table } from '../output/format.js'
import type { Terminal } from '../output/terminal.js'
import { askSupervisor } from '../stack/control.js'
import { statusWithoutSupervisor } from '../stack/status.js'
import type { ProcessStatus, StackStatus } from '../stack/status.js'

/** `heimgewebe status`: each process with port and state; exit code 1 when any is down. */
export const status = async ({ terminal, settings, json }: Context): Promise<number> => {
  const answer = await askSupervisor(settings.home, { command: 'status' })
  const found = answer?.status ?? (await statusWithoutSupervisor(settings))
  if (json) terminal.json(found)
  else printStatus(terminal, found)
  return found.processes.every((one) => one.up) ? EXIT.fine : EXIT.findings
}

/** Prints a stack as a table. */
export const printStatus = (terminal: Terminal, found: StackStatus): void => {
  const rows = found.processes.map((one) => [
    one.name,
    String(one.port),
    one.up ? 'up' : wordFor(one),
    memory(one),
    notes(one),
  ])
  const lines = table([['process', 'port', 'state', 'memory', ''], ...rows], [1, 3])
  for (const [index, line] of lines.entries()) {
    const tone = index === 0 ? 'dim' : found.processes[index - 1]?.up ? 'good' : 'bad'
    terminal.print(terminal.tint(tone, line))
  }
  const total = found.processes.reduce((sum, one) => sum + one.rss_bytes, 0)
  const supervisor = found.pid === null ? 'no supervisor' : `supervisor ${found.pid}`
  terminal.print(`${found.stack.toUpperCase()} in ${found.home}: ${supervisor}, ${formatBytes(total)} in use`)
}

const wordFor = ({ state }: ProcessStatus): string => (state === 'stopped' ? 'down' : state)

const memory = ({ rss_bytes }: ProcessStatus): string => (rss_bytes === 0 ? '' : formatBytes(rss_bytes))

const notes = (one: ProcessStatus): string => {
  const restarted = one.restarts === 0 ? [] : [`restarted ${one.restarts} times`]
  return [...(one.up ? [`ready after ${one.ready_ms} ms`] : one.problem ? [one.problem] : []), ...restarted].join(', ')
}
