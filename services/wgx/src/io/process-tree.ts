import { readFile, readdir } from 'node:fs/promises'

const PAGE_BYTES = 4096

/** Resident memory of a process and all its descendants, in bytes. What ends while it is read counts as nothing. */
export const memoryOfTree = async (root: number): Promise<number> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
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
