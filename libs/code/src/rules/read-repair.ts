import type { RepairCase, RepairedFile } from './find-constructs.js'
import { ruleLanguageOf } from './rule-languages.js'
import { readSyntax } from './syntax.js'
import type { ChangedText } from './changed-code.js'

/**
 * What a fix took out of the lines of a bad change; undefined where it touched none of them. A line is the bad change's
 * where it wrote one with the same text: files move, and lines move in them.
 */
export const readRepair = async (
  { id, group }: Pick<RepairCase, 'id' | 'group'>,
  bad: readonly ChangedText[],
  fix: readonly ChangedText[],
): Promise<RepairCase | undefined> => {
  const written = new Set(bad.flatMap(({ after = '', added }) => linesIn(after, added)))
  const files: RepairedFile[] = []
  for (const { path, before, after, removed } of fix) {
    const language = ruleLanguageOf(path)?.name
    if (before === undefined || language === undefined) continue
    const all = before.split('\n')
    const lines = new Set([...removed].filter((line) => written.has((all[line - 1] ?? '').trim())))
    if (lines.size === 0) continue
    const old = await readSyntax(path, before)
    const now = after === undefined ? undefined : await readSyntax(path, after)
    // What cannot be read as a whole cannot be compared either: the file is left out.
    if (old.state === 'unreadable' || old.root.broken) continue
    if (now !== undefined && (now.state === 'unreadable' || now.root.broken)) continue
    files.push({ language, text: before, before: old.root, ...(now === undefined ? {} : { after: now.root }), lines })
  }
  return files.length === 0 ? undefined : { id, group, files }
}

const linesIn = (text: string, wanted: ReadonlySet<number>): string[] => {
  const lines = text.split('\n')
  return [...wanted].map((line) => (lines[line - 1] ?? '').trim())
}
