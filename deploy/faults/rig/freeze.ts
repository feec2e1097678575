import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { familyOf, statOf } from './processes.js'

/** Longest time that a call into the kernel, such as an fsync on a slow disk, may keep a process from standing still. */
const LIMIT_MS = 30_000

/**
 * Stops these processes with all that descend from them or share their group. Resolves when the kernel says of each of
 * their threads that it stands still: one that is in the middle of an fsync ends that first. Returns what stops, which
 * only SIGKILL ends now. Throws where something still runs after 30 s.
 */
export const freeze = async (roots: readonly number[]): Promise<readonly number[]> => {
  const until = Date.now() + LIMIT_MS
  for (;;) {
    const all = familyOf(roots)
    const moving = all.filter((pid) => !isStill(pid))
    if (moving.length === 0) return all
    if (Date.now() > until) throw new Error(`processes that do not stop: ${moving.join(', ')}`)
    for (const pid of moving) signal(pid, 'SIGSTOP')
    await sleep(5)
  }
}

/** Ends what was frozen; resolves when it holds no file open any more. Throws where that takes more than 30 s. */
export const killFrozen = async (frozen: readonly number[]): Promise<void> => {
  for (const pid of frozen) signal(pid, 'SIGKILL')
  for (const until = Date.now() + LIMIT_MS; !frozen.every(isGone); await sleep(5))
    if (Date.now() > until) throw new Error('processes that do not end')
}

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended.
  }
}

const isGone = (pid: number): boolean => {
  const [state] = statOf(`/proc/${pid}/stat`)
  return state === undefined || 'ZX'.includes(state)
}

/** T: stopped; Z and X: ended. */
const isStill = (pid: number): boolean => {
  try {
    return readdirSync(`/proc/${pid}/task`).every((task) => {
      const [state] = statOf(`/proc/${pid}/task/${task}/stat`)
      return state === undefined || 'TtZX'.includes(state)
    })
  } catch {
    return true
  }
}
