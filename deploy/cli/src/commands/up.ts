import { spawn } from 'node:child_process'
import { fstatSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { stackFlag } from '../context.js'
import type { Context } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { Progress } from '../output/progress.js'
import { askSupervisor } from '../stack/control.js'
import { checkHome, checkPorts } from '../stack/preflight.js'
import { readToken } from '../stack/secrets.js'
import type { Settings } from '../stack/settings.js'
import type { StackStatus } from '../stack/status.js'
import { printStatus } from './status.js'

const POLL_MS = 150

/** `heimgewebe up`: the stack in the background, under a supervisor that outlives the terminal. A second one is harmless. */
export const up = async (context: Context): Promise<number> => {
  const { terminal, settings, json } = context
  const before = await askSupervisor(settings.home, { command: 'status' })
  let logStart = 0
  if (before !== undefined) {
    terminal.say(`already running; "heimgewebe status${stackFlag(settings)}" says more`)
    await askSupervisor(settings.home, { command: 'start' })
  } else {
    // NOTE: checked here as well as in the supervisor, so that the reason is seen at once and not only in a log.
    await checkHome(settings)
    await checkPorts(settings)
    logStart = spawnSupervisor(settings)
  }
  const found = await untilReady(context, logStart)
  if (json) terminal.json(found)
  else {
    printStatus(terminal, found)
    terminal.print(`Leitstand: ${await leitstandAddress(settings)}`)
  }
  return EXIT.fine
}

/** Address of the page; the token stands behind the #, which a browser does not send to any server. */
export const leitstandAddress = async (settings: Settings): Promise<string> =>
  `http://127.0.0.1:${settings.ports.services.leitstand}/#token=${(await readToken(settings.home)) ?? ''}`

const logPath = (settings: Settings): string => join(settings.home, 'logs', 'supervisor.log')

/** Starts the supervisor; returns where its lines begin in the log. */
const spawnSupervisor = (settings: Settings): number => {
  const path = logPath(settings)
  mkdirSync(join(settings.home, 'logs'), { recursive: true, mode: 0o700 })
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > settings.logMib * 1024 * 1024)
    renameSync(path, `${path}.1`)
  const log = openSync(path, 'a', 0o600)
  const { size } = fstatSync(log)
  const [main] = process.argv.slice(1)
  const args = [main!, 'supervise', ...(settings.stack === 'test' ? ['--test'] : [])]
  spawn(process.execPath, args, { cwd: settings.project, detached: true, stdio: ['ignore', log, log] }).unref()
  return size
}

/** Waits until every process is ready; fails when the supervisor ended or something was given up. */
const untilReady = async ({ terminal, settings, interrupted }: Context, logStart: number): Promise<StackStatus> => {
  const progress = new Progress(terminal)
  const begun = Date.now()
  for (let seen = false; ;) {
    interrupted.throwIfAborted()
    const found = (await askSupervisor(settings.home, { command: 'status' }))?.status
    const ready = found?.processes.filter((one) => one.up) ?? []
    if (found !== undefined && found.processes.length > 0 && ready.length === found.processes.length) {
      progress.done(`all ${ready.length} processes are ready (${((Date.now() - begun) / 1000).toFixed(1)} s)`)
      return found
    }
    const lost = found?.processes.find((one) => one.state === 'given-up')
    if ((seen && found === undefined) || lost !== undefined || Date.now() - begun > 180_000)
      throw new Failure(
        `the mesh did not come up\n${await lastLines(logPath(settings), logStart)}`,
        EXIT.unreachable,
        `See ${join(settings.home, 'logs')}.`,
      )
    seen ||= found !== undefined || Date.now() - begun > 5000
    progress.show({ label: 'starting the mesh', done: ready.length, total: found?.processes.length || undefined })
    await sleep(POLL_MS)
  }
}

/** The last lines of a log after a place in it, at most 4 KiB of them. */
const lastLines = async (path: string, start: number): Promise<string> => {
  const text = await readFile(path).then((content) =>
    content.subarray(Math.max(start, content.length - 4096)).toString('utf8'),
  )
  return text.trim().split('\n').slice(-8).join('\n')
}
