/** Lines of one file of a diff. */
export interface LineCount {
  readonly added: number
  readonly deleted: number
}

const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/

/**
 * Lines by file of a unified diff as Subversion prints it. Hunks are followed by the counts in their heads, so that lines
 * of a file that look like a diff are only lines.
 */
export const countLines = (diff: string): ReadonlyMap<string, LineCount> => {
  const counts = new Map<string, { added: number; deleted: number }>()
  let file: { added: number; deleted: number } | undefined
  let old = 0
  let fresh = 0
  for (const line of diff.split('\n')) {
    if (old > 0 || fresh > 0) {
      if (line.startsWith('+')) fresh--
      else if (line.startsWith('-')) old--
      else if (!line.startsWith('\\')) {
        old--
        fresh--
      }
      if (file && line.startsWith('+')) file.added++
      else if (file && line.startsWith('-')) file.deleted++
      continue
    }
    const path = /^Index: (.+)$/.exec(line)?.[1]
    if (path !== undefined) {
      file = { added: 0, deleted: 0 }
      counts.set(path.trimEnd(), file)
    }
    const hunk = HUNK.exec(line)
    if (hunk) [old, fresh] = [Number(hunk[1] ?? 1), Number(hunk[2] ?? 1)]
  }
  return counts
}
