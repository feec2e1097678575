import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startTimeOf } from './process-tree.js'

/** A process that a supervisor started; pid and start time together name it for good. */
export interface Started {
  readonly name: string
  readonly pid: number
  readonly startTime: string
}

const fileIn = (home: string): string => join(home, 'run', 'processes.json')

/** Notes what runs, for the start after a crash of the supervisor. */
export const noteStarted = async (home: string, processes: readonly Started[]): Promise<void> => {
  await mkdir(join(home, 'run'), { recursive: true, mode: 0o700 })
  await writeFile(`${fileIn(home)}.new`, JSON.stringify(processes), { mode: 0o600 })
  await rename(`${fileIn(home)}.new`, fileIn(home))
}

/** Ends what a killed supervisor left running, and only that: a pid that belongs to another process by now is spared. */
export const endLeftBehind = async (home: string): Promise<readonly Started[]> => {
  const text = await readFile(fileIn(home), 'utf8').catch(() => '[]')
  const noted = parse(text)
  const alive: Started[] = []
  for (const one of noted) if (await isAlive(one)) alive.push(one)
  for (const one of alive) send(one.pid, one.name === 'postgres' ? 'SIGINT' : 'SIGTERM')
  for (let waited = 0; waited < 10_000 && (await someAlive(alive)); waited += 100) await sleep(100)
  for (const one of alive) if (await isAlive(one)) send(one.pid, 'SIGKILL')
  await rm(fileIn(home), { force: true })
  return alive
}

const parse = (text: string): readonly Started[] => {
  try {
    return JSON.parse(text) as readonly Started[]
  } catch {
    return []
  }
}

const isAlive = async ({ pid, startTime }: Started): Promise<boolean> => (await startTimeOf(pid)) === startTime

const someAlive = async (processes: readonly Started[]): Promise<boolean> =>
  (await Promise.all(processes.map(isAlive))).includes(true)

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal)
  } catch {
    // Gone in between.
  }
}
