import type { RepairCase } from './find-constructs.js'
import { ruleLanguageOf } from './rule-languages.js'
import { readSyntax } from './syntax.js'
import { type Piece, takePieces } from './take-pieces.js'

/** Pieces of one case. */
const MOST_PIECES = 200
import type { ChangedText } from './changed-code.js'

/**
 * What a fix took out of the lines of a bad change; undefined where it touched none of them. A line is the bad change's
 * where it wrote one with the same text: files move, and lines move in them.
 */
export const readRepair = async (
  { id, group, fix: mending }: Pick<RepairCase, 'id' | 'group' | 'fix'>,
  bad: readonly ChangedText[],
  fix: readonly ChangedText[],
): Promise<RepairCase | undefined> => {
  const written = new Set(bad.flatMap(({ after = '', added }) => linesIn(after, added)))
  const pieces: Piece[] = []
  for (const { path, before, after, removed } of fix) {
    const language = ruleLanguageOf(path)?.name
    if (before === undefined || language === undefined) continue
    const all = before.split('\n')
    const lines = new Set([...removed].filter((line) => written.has((all[line - 1] ?? '').trim())))
    if (lines.size === 0) continue
    const old = await readSyntax(path, before)
    const now = after === undefined ? undefined : await readSyntax(path, after)
    if (old.state === 'unreadable' || now?.state === 'unreadable') continue
    // Macros break the trees of many a good file: what was taken out has to be readable, not all that is around it.
    const file = { language, text: before, before: old.root, lines }
    pieces.push(...takePieces({ ...file, ...(now === undefined ? {} : { after: now.root }) }))
  }
  return pieces.length === 0 ? undefined : { id, group, fix: mending, pieces: pieces.slice(0, MOST_PIECES) }
}

const linesIn = (text: string, wanted: ReadonlySet<number>): string[] => {
  const lines = text.split('\n')
  return [...wanted].map((line) => (lines[line - 1] ?? '').trim())
}
