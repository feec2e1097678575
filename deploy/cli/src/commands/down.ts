import { setTimeout as sleep } from 'node:timers/promises'
import { stackFlag } from '../context.js'
import type { Context } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { Progress } from '../output/progress.js'
import { askSupervisor } from '../stack/control.js'
import { endLeftBehind } from '../stack/left-behind.js'
import type { StackStatus } from '../stack/status.js'
import { printStatus } from './status.js'
import { up } from './up.js'

/** `heimgewebe down`: stops everything in order and waits until it is gone; data stay. Harmless where nothing runs. */
export const down = async ({ terminal, settings, json }: Context): Promise<number> => {
  const progress = new Progress(terminal)
  const running = await askSupervisor(settings.home, { command: 'shutdown' })
  const begun = Date.now()
  while ((await askSupervisor(settings.home, { command: 'status' })) !== undefined) {
    if (Date.now() - begun > 60_000)
      throw new Failure(
        'the mesh did not stop within a minute',
        EXIT.unreachable,
        `Its supervisor is pid ${running?.status?.pid}.`,
      )
    progress.show({ label: 'stopping the mesh', done: 0 })
    await sleep(100)
  }
  const left = running === undefined ? await endLeftBehind(settings.home) : []
  if (json) terminal.json({ stopped: running !== undefined || left.length > 0 })
  else if (running !== undefined) progress.done(`stopped; the data stay in ${settings.home}`)
  else
    terminal.say(
      left.length > 0 ? `stopped ${left.length} processes that a dead supervisor had left` : 'nothing was running',
    )
  return EXIT.fine
}

/** `heimgewebe start|stop|restart [process]`: one process where it is named, else the whole stack. */
export const control =
  (command: 'start' | 'stop' | 'restart') =>
  async (context: Context, process: string | undefined): Promise<number> => {
    if (process === undefined) {
      if (command !== 'start') await down({ ...context, json: command === 'stop' && context.json })
      return command === 'stop' ? EXIT.fine : up(context)
    }
    const { terminal, settings, json } = context
    const answer = await askSupervisor(settings.home, { command, process })
    if (answer === undefined)
      throw new Failure(
        'the mesh is not running',
        EXIT.unreachable,
        `Start it with "heimgewebe up${stackFlag(settings)}".`,
      )
    if (answer.error !== undefined) throw new Failure(answer.error, EXIT.usage)
    const found: StackStatus = answer.status!
    if (json) terminal.json(found)
    else printStatus(terminal, found)
    return EXIT.fine
  }
