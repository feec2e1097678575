import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Longest time that a call into the kernel, such as an fsync on a slow disk, may keep a process from standing still. */
const LIMIT_MS = 30_000

/** One process, as /proc/PID/stat tells it (proc(5)). */
interface Seen {
  readonly pid: number
  readonly parent: number
  readonly group: number
}

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

const familyOf = (roots: readonly number[]): readonly number[] => {
  const everyone = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? see(Number(name)) : []))
  const family = new Set(roots)
  for (let before = 0; before < family.size;) {
    before = family.size
    for (const { pid, parent, group } of everyone) if (family.has(parent) || roots.includes(group)) family.add(pid)
  }
  return everyone.map(({ pid }) => pid).filter((pid) => family.has(pid))
}

const see = (pid: number): readonly Seen[] => {
  const [, parent, group] = statOf(`/proc/${pid}/stat`)
  return parent === undefined ? [] : [{ pid, parent: Number(parent), group: Number(group) }]
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

/** State, parent, group and so on; nothing where the process is gone. The name before them may hold anything. */
const statOf = (file: string): readonly string[] => {
  try {
    const text = readFileSync(file, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}
