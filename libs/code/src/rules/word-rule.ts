import { hash } from 'node:crypto'
import type { FoundConstruct } from './find-constructs.js'
import { wordsOf } from './construct.js'
import { placePattern, readPattern, writePattern } from './pattern.js'
import { type RuleLanguage, ruleLanguageNamed } from './rule-languages.js'
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

/**
 * The rule for a pattern that a language model wrote; undefined where it is no code of the language, or names nothing. Only
 * the pattern is taken: the rule around it is ours, so there is no place for a text of YAML or an expression.
 */
export const wordPattern = async (given: string, name: string, model: string): Promise<Candidate | undefined> => {
  const language = ruleLanguageNamed(name)
  const code = given.trim()
  const pattern = language && (await placePattern(code, language))
  const construct = pattern && (await readPattern(pattern, language))
  if (!pattern || construct?.is !== 'node' || wordsOf(construct).length === 0) return undefined
  const mark = hash('sha256', JSON.stringify([language.name, pattern]), 'hex').slice(0, 8)
  const content = writeRule({
    id: `no-${slug(code)}-${mark}`,
    language,
    message: `Fixes took this out again and again: ${code.replaceAll(/\s+/g, ' ').slice(0, 200).toWellFormed()}`,
    note: `The pattern was written by the language model ${model}, and tried on the past like any other.`,
    pattern,
  })
  const reading = await readRule(content)
  return reading.ok ? { rule: reading.rule, code, content, cases: [] } : undefined
}

/** The first names in a construct, as part of a file name: `db.query($A)` is `db-query`. */
const slug = (code: string): string =>
  (code.replaceAll(/\$+[A-Z][A-Z0-9_]*/g, ' ').match(/[A-Za-z][A-Za-z0-9]*/g) ?? ['such', 'code'])
    .slice(0, 3)
    .join('-')
    .toLowerCase()
    .slice(0, 60)
