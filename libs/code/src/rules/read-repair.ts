import type { RepairCase, RepairedFile } from './find-constructs.js'
import { ruleLanguageOf } from './rule-languages.js'
import { type Syntax, nodesOf, readSyntax } from './syntax.js'
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
  const files: RepairedFile[] = []
  for (const { path, before, after, removed } of fix) {
    const language = ruleLanguageOf(path)?.name
    if (before === undefined || language === undefined) continue
    const all = before.split('\n')
    const lines = new Set([...removed].filter((line) => written.has((all[line - 1] ?? '').trim())))
    if (lines.size === 0) continue
    const old = await readSyntax(path, before)
    const now = after === undefined ? undefined : await readSyntax(path, after)
    if (old.state === 'unreadable' || now?.state === 'unreadable') continue
    // Macros break the trees of many a good file; what was taken out has to be readable, not all that is around it.
    if (!hasWhole(old.root, lines)) continue
    files.push({ language, text: before, before: old.root, ...(now === undefined ? {} : { after: now.root }), lines })
  }
  return files.length === 0 ? undefined : { id, group, fix: mending, files }
}

const linesIn = (text: string, wanted: ReadonlySet<number>): string[] => {
  const lines = text.split('\n')
  return [...wanted].map((line) => (lines[line - 1] ?? '').trim())
}

const hasWhole = (root: Syntax, lines: ReadonlySet<number>): boolean => {
  for (const node of nodesOf(root))
    if (node.children.length > 0 && !node.broken && lines.has(node.from) && lines.has(node.to)) return true
  return false
}
