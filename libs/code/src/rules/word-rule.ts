import { hash } from 'node:crypto'
import type { FoundConstruct } from './find-constructs.js'
import { writePattern } from './pattern.js'
import type { RuleLanguage } from './rule-languages.js'
import { type ReadyRule, readRule, writeRule } from './rule-text.js'

/** A construct on its way to a rule. */
export interface Candidate {
  readonly rule: ReadyRule
  /** The construct as people read it. */
  readonly code: string
  readonly content: string
  /** Bad changes that it was taken out of, by commit. */
  readonly cases: readonly string[]
}

/**
 * The rule for a construct, read back from its own text: what is tried is what is proposed, byte for byte. Undefined where
 * it cannot be written. The same construct always becomes the same text, whatever its cases.
 */
export const wordRule = async (
  { construct, text, cases }: FoundConstruct,
  language: RuleLanguage,
): Promise<Candidate | undefined> => {
  const written = await writePattern(construct, text, language)
  if (written === undefined) return undefined
  const { code, ...pattern } = written
  const mark = hash('sha256', JSON.stringify([language.name, pattern]), 'hex').slice(0, 8)
  const content = writeRule({
    id: `no-${slug(code)}-${mark}`,
    language,
    message: `Fixes took this out again and again: ${code.replaceAll(/\s+/g, ' ').slice(0, 200).toWellFormed()}`,
    note: 'Found by comparing what fixes of this repository removed from the lines of changes that went wrong.',
    pattern,
  })
  const reading = await readRule(content)
  return reading.ok ? { rule: reading.rule, code, content, cases } : undefined
}

/** The first names in a construct, as part of a file name: `db.query($A)` is `db-query`. */
const slug = (code: string): string =>
  (code.replaceAll(/\$+[A-Z][A-Z0-9_]*/g, ' ').match(/[A-Za-z][A-Za-z0-9]*/g) ?? ['such', 'code'])
    .slice(0, 3)
    .join('-')
    .toLowerCase()
    .slice(0, 60)
