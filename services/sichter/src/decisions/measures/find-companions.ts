import type { Change } from '../past/change.js'
import { COMPANIONS, type Past } from '../past/past.js'
import { cell, listOf } from '../past/rows.js'

/** A file that usually changes with one of the change's files. */
export interface Companion {
  readonly file: number
  readonly companion: number
  /** Of the latest changes of the file, how many touched the companion too. */
  readonly together: number
  readonly of: number
  /** Numbers of these changes. */
  readonly changes: readonly number[]
}

/** Changes that touch more files say little of what belongs together. */
const MOST_TOGETHER = 30

/** The companions that are missing in this change, strongest first. At least 4 latest changes and half of them are asked for. */
export const findCompanions = (past: Past, change: Change): Companion[] => {
  const present = new Set<number>()
  for (const file of change.files) {
    const row = past.fileIndex.get(file.path) ?? past.fileIndex.get(file.oldPath ?? file.path)
    if (row !== undefined) present.add(row)
  }
  const found: Companion[] = []
  if (present.size > MOST_TOGETHER) return found
  let looked = 0
  for (const file of present) {
    if (++looked > 10) break
    const seen = new Map<number, number[]>()
    const turns = cell(past.latest, file, COMPANIONS)
    const of = Math.min(turns, COMPANIONS)
    if (of < 4) continue
    for (let turn = 0; turn < of; turn++) {
      const number = cell(past.latest, file, turn)
      const files = listOf(past.changeFiles, number)
      if (files.length > MOST_TOGETHER) continue
      for (const other of files) if (!present.has(other)) seen.set(other, [...(seen.get(other) ?? []), number])
    }
    for (const [companion, changes] of seen)
      if (changes.length * 2 >= of) found.push({ file, companion, together: changes.length, of, changes })
  }
  return found.sort((a, b) => b.together / b.of - a.together / a.of || b.of - a.of || a.companion - b.companion)
}
