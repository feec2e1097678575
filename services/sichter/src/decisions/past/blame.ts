/** One stretch of lines that the same change wrote last: [lines, change] pairs in file order. */
export type Blame = number[]

/** Stretches kept a file; beyond it, the shortest neighbours are told apart no more. */
const MOST_STRETCHES = 4000
/** Nobody is known to have written these lines. */
export const UNKNOWN = -1

export type LineHunk = readonly [oldStart: number, oldLines: number, newStart: number, newLines: number, ...unknown[]]

const push = (blame: Blame, lines: number, change: number): void => {
  if (lines <= 0) return
  const last = blame.length - 1
  if (last > 0 && blame[last] === change) blame[last - 1] = (blame[last - 1] as number) + lines
  else blame.push(lines, change)
}

/** A place in a blame, read forward only. */
interface Cursor {
  at: number
  left: number
}

const take = (blame: Blame, cursor: Cursor, lines: number, each: (lines: number, change: number) => void): void => {
  let wanted = lines
  while (wanted > 0) {
    if (cursor.left === 0) {
      if (cursor.at >= blame.length) return each(wanted, UNKNOWN)
      cursor.left = blame[cursor.at] as number
    }
    const part = Math.min(wanted, cursor.left)
    each(part, blame[cursor.at + 1] as number)
    wanted -= part
    cursor.left -= part
    if (cursor.left === 0) cursor.at += 2
  }
}

/** Where the old lines of a hunk begin, counted from 0: git names the line before for a pure addition. */
const startOf = (hunk: LineHunk): number => (hunk[1] === 0 ? hunk[0] : hunk[0] - 1)

/**
 * Who wrote the lines that these hunks replace, and the line before each pure addition.
 * Each is called with (lines, change, replaced).
 */
export const readBlame = (
  blame: Blame,
  hunks: readonly LineHunk[],
  each: (lines: number, change: number, replaced: boolean) => void,
): void => {
  const cursor: Cursor = { at: 0, left: 0 }
  let line = 0
  for (const hunk of hunks) {
    const start = startOf(hunk)
    const before = hunk[1] === 0 ? start - 1 : start
    if (before < line) {
      if (hunk[1] === 0 || start < line) continue
    } else {
      take(blame, cursor, before - line, () => undefined)
      line = before
    }
    const lines = hunk[1] === 0 ? 1 : hunk[1]
    const replaced = hunk[1] > 0
    take(blame, cursor, lines, (part, change) => {
      each(part, change, replaced)
    })
    line += lines
  }
}

/** The blame after a change. Hunks that were left out are taken to lie after the last one. */
export const applyHunks = (
  blame: Blame,
  hunks: readonly LineHunk[],
  change: number,
  added: number,
  deleted: number,
): Blame => {
  const next: Blame = []
  const cursor: Cursor = { at: 0, left: 0 }
  const keep = (lines: number, writer: number): void => {
    push(next, lines, writer)
  }
  let line = 0
  let addedLeft = added
  let deletedLeft = deleted
  for (const hunk of hunks) {
    const start = startOf(hunk)
    if (start < line) continue
    take(blame, cursor, start - line, keep)
    take(blame, cursor, hunk[1], () => undefined)
    line = start + hunk[1]
    push(next, hunk[3], change)
    addedLeft -= hunk[3]
    deletedLeft -= hunk[1]
  }
  if (deletedLeft > 0 && cursor.at < blame.length) take(blame, cursor, deletedLeft, () => undefined)
  if (addedLeft > 0) push(next, addedLeft, change)
  while (cursor.at < blame.length) {
    push(next, cursor.left === 0 ? (blame[cursor.at] as number) : cursor.left, blame[cursor.at + 1] as number)
    cursor.left = 0
    cursor.at += 2
  }
  return next.length > MOST_STRETCHES * 2 ? next.slice(0, MOST_STRETCHES * 2) : next
}

/** Lines of the file as far as known. */
export const linesOf = (blame: Blame): number => {
  let sum = 0
  for (let index = 0; index < blame.length; index += 2) sum += blame[index] as number
  return sum
}
