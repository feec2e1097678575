import { readdir, readFile } from 'node:fs/promises'

/** Start time of a process in clock ticks since boot; with the pid it names one process for good. Undefined when it is gone. */
export const startTimeOf = async (pid: number): Promise<string | undefined> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  // NOTE: the name in brackets may hold blanks and brackets; the fields start after the last bracket.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields === undefined || fields[0] === 'Z' ? undefined : fields[19]
}

/** A process and all below it. */
export const treeOf = async (root: number): Promise<number[]> => {
  const children = new Map<number, number[]>()
  const names = await readdir('/proc').catch(() => [])
  await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name))
      .map(async (name) => {
        const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
        children.set(parent, [...(children.get(parent) ?? []), Number(name)])
      }),
  )
  const found = [root]
  for (const pid of found) found.push(...(children.get(pid) ?? []))
  return found
}

/**
 * Resident memory of a process and all below it, in bytes. Several processes share pages (Postgres its buffers),
 * so their proportional sizes are added; one process alone counts in full. 0 where the system does not say.
 */
export const residentBytes = async (pid: number): Promise<number> => {
  const tree = await treeOf(pid)
  const sizes = await Promise.all(
    tree.map(async (member) => {
      const field = tree.length > 1 ? /^Pss:\s+(\d+)/m : /^VmRSS:\s+(\d+)/m
      const file = `/proc/${member}/${tree.length > 1 ? 'smaps_rollup' : 'status'}`
      const text = await readFile(file, 'utf8').catch(() => '')
      return Number(field.exec(text)?.[1] ?? 0) * 1024
    }),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
