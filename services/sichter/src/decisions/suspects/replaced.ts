import { readBlame } from '../past/blame.js'
import type { Change } from '../past/change.js'
import { classifyPath } from '../past/classify-path.js'
import type { Past } from '../past/past.js'
import { addList, type Lists, listOf } from '../past/rows.js'

/** Writers kept of a change, and files that are looked at. */
const MOST_WRITERS = 6
const MOST_FILES = 40
const PERCENT = 100

/**
 * Keeps whose code lines a change replaces, as pairs of writer and lines, those of most lines first; behind them how much the names
 * in its added and deleted lines are the same, in percent: much where it only moves them. Comes before the change is remembered.
 */
export const rememberReplaced = (replaced: Lists, past: Past, change: Change): void => {
  const lines = new Map<number, number>()
  for (const file of change.files.slice(0, MOST_FILES)) {
    if (classifyPath(file.path) !== 'code') continue
    const row = past.fileIndex.get(file.oldPath ?? file.path)
    const blame = row === undefined ? undefined : past.blames[row]
    if (blame === undefined) continue
    readBlame(blame, file.hunks, (count, writer, isReplaced) => {
      if (isReplaced && writer >= 0) lines.set(writer, (lines.get(writer) ?? 0) + count)
    })
  }
  const most = [...lines].sort((a, b) => b[1] - a[1] || b[0] - a[0]).slice(0, MOST_WRITERS)
  addList(replaced, [...most.flat(), likenessOf(change)])
}

const likenessOf = ({ tokens }: Change): number => {
  if (tokens === undefined) return 0
  const added = new Set(tokens.added)
  const both = tokens.deleted.filter((name) => added.has(name)).length
  return Math.round((PERCENT * both) / Math.max(1, added.size + tokens.deleted.length - both))
}

/** Whose lines a remembered change replaced, as pairs; and how much of its names it left as they were, 0 to 1. */
export const replacedBy = (replaced: Lists, change: number): { writers: Uint32Array; likeness: number } => {
  const list = listOf(replaced, change)
  return { writers: list.subarray(0, -1), likeness: (list.at(-1) ?? 0) / PERCENT }
}
