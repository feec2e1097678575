import { readdirSync, readFileSync } from 'node:fs'

/** One process, as /proc/PID/stat tells it (proc(5)). */
interface Seen {
  readonly pid: number
  readonly parent: number
  readonly group: number
}

/** These processes, all that descend from them, and all that share a group that one of them leads. */
export const familyOf = (roots: readonly number[]): readonly number[] => {
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

/** State, parent, group and so on; nothing where the process is gone. The name before them may hold anything. */
export const statOf = (file: string): readonly string[] => {
  try {
    const text = readFileSync(file, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}
