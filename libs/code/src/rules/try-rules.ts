import { TooManySteps, findAll, kindsOf } from './match.js'
import { ruleLanguageOf } from './rule-languages.js'
import type { ReadyRule } from './rule-text.js'
import { readSyntax } from './syntax.js'
import type { ChangedText, Finding } from './changed-code.js'

/** What rules say of one file of a change. */
export interface Tried {
  readonly findings: readonly Finding[]
  /** Language of the file; absent where nothing was tried. */
  readonly language?: string
  /** Why the file, or a part of it, could not be tried. */
  readonly problem?: string
}

/** Places of one rule in one file that are told. */
const MOST_PLACES = 20

/**
 * Where rules fire on the lines that a change wrote, file by file. What stood there before is not the change's, and says
 * nothing of it. Never throws over the content of a file.
 */
export const tryRules = async (rules: readonly ReadyRule[], files: readonly ChangedText[]): Promise<Tried[]> => {
  const tried: Tried[] = []
  for (const file of files) tried.push(await tryFile(rules, file))
  return tried
}

const tryFile = async (rules: readonly ReadyRule[], file: ChangedText): Promise<Tried> => {
  const { path, after, added } = file
  const language = ruleLanguageOf(path)?.name
  if (after === undefined || added.size === 0 || language === undefined) return { findings: [] }
  const own = rules.filter((rule) => rule.language.name === language)
  if (own.length === 0) return { findings: [] }
  const reading = await readSyntax(path, after, { near: added })
  if (reading.state === 'unreadable') return { findings: [], problem: `${path}: ${reading.why}` }
  const kinds = kindsOf(reading.root)
  const lines = after.split('\n')
  const problems = reading.root.broken ? [`${path}: a part of it is no ${language}`] : []
  const findings = own.flatMap(({ id, construct }) => {
    try {
      return findAll(construct, kinds)
        .filter(({ from, to }) => touches(added, from, to))
        .slice(0, MOST_PLACES)
        .map(({ from }): Finding => ({ rule: id, path, line: from, text: lines[from - 1]?.trim().slice(0, 300) ?? '' }))
    } catch (error) {
      if (!(error instanceof TooManySteps)) throw error
      problems.push(`${path}: ${id}: ${error.message}`)
      return []
    }
  })
  return { findings, language, ...(problems.length === 0 ? {} : { problem: problems.join('; ') }) }
}

const touches = (lines: ReadonlySet<number>, from: number, to: number): boolean => {
  for (let line = from; line <= to; line++) if (lines.has(line)) return true
  return false
}
