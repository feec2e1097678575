import { readFile, readdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

const PAGE_BYTES = 4096

const processIds = async (): Promise<string[]> => (await readdir('/proc')).filter((name) => /^\d+$/.test(name))

/** Kills every bubblewrap that works on a folder below this one, and with it all that runs inside. */
export const endSandboxesOn = async (folder: string): Promise<void> => {
  for (let tries = 0; tries < 100; tries++) {
    const left = []
    for (const pid of await processIds()) {
      const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0')
      if (/(^|\/)bwrap$/.test(words[0] ?? '') && words.some((word) => word.startsWith(`${folder}/`)))
        left.push(Number(pid))
    }
    if (left.length === 0) return
    for (const pid of left) kill(pid)
    await sleep(20)
  }
}

/** Kills a process, or with a negative number its group. One that ended by itself meanwhile is fine. */
export const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // There is nobody any more.
  }
}

/** Resident memory of a process and all its descendants, in bytes. What ends while it is read counts as nothing. */
export const memoryOfTree = async (root: number): Promise<number> => {
  const pids = await processIds()
  const parents = new Map<number, number>()
  const pages = new Map<number, number>()
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    // The name in parentheses may hold anything, so the fields are counted from its end: state, parent, … resident.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    parents.set(Number(pid), Number(fields[1] ?? 0))
    pages.set(Number(pid), Number(fields[21] ?? 0))
  }
  const belongs = (pid: number, depth = 0): boolean =>
    pid === root || (pid > 1 && depth < 1000 && belongs(parents.get(pid) ?? 0, depth + 1))
  let total = 0
  for (const [pid, resident] of pages) if (belongs(pid)) total += resident * PAGE_BYTES
  return total
}
