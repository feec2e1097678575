// CPU time and memory of processes and their children, from the kernel's own books.
import { readdir, readFile } from 'node:fs/promises'

const TICKS_PER_SECOND = 100
const PAGE = 4096

const statOf = async (pid) => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return {
    parent: Number(fields[1]),
    ticks: Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14]),
    pages: Number(fields[21]),
  }
}

/** The processes and all that they started. */
const treeOf = async (pids) => {
  const stats = new Map()
  for (const entry of await readdir('/proc'))
    if (/^\d+$/.test(entry)) stats.set(Number(entry), await statOf(entry).catch(() => undefined))
  const tree = new Set(pids)
  for (let grown = true; grown;) {
    grown = false
    for (const [pid, stat] of stats) if (stat && tree.has(stat.parent) && !tree.has(pid)) grown = !!tree.add(pid)
  }
  return [...tree].flatMap((pid) => (stats.get(pid) ? [{ pid, ...stats.get(pid) }] : []))
}

/** CPU seconds of the processes, their children and the children that have ended. */
export const cpuSeconds = async (pids) =>
  (await treeOf(pids)).reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_PER_SECOND

/** Resident bytes: every page of every process, and with shared pages counted once. */
export const memoryOf = async (pids) => {
  const tree = await treeOf(pids)
  const shares = await Promise.all(
    tree.map(({ pid }) =>
      readFile(`/proc/${pid}/smaps_rollup`, 'utf8').then(
        (text) => Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) * 1024,
        () => 0,
      ),
    ),
  )
  return {
    rss: tree.reduce((sum, { pages }) => sum + pages * PAGE, 0),
    pss: shares.reduce((sum, share) => sum + share, 0),
  }
}
