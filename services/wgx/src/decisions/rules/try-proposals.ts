import { type Candidate, type ChangedText, ruleLanguageOf } from '@heimgewebe/code'
import type { MiningFinishedV1, MiningStartedV1 } from '@heimgewebe/contracts'

type Proposals = NonNullable<MiningStartedV1['proposals']>
type Rules = Pick<MiningFinishedV1, 'rules' | 'refused'>
type Removed = NonNullable<MiningFinishedV1['removed']>

/** Cases that are shown, characters of one, below what the contract allows, and lines around a removed one. */
const MOST_CASES = 6
const MOST_CODE = 1500
const AROUND = 3

/** The verdicts with the mark of who wrote each rule, and a reason for the proposals that are no rule at all. */
export const markProposed = (
  { rules, refused }: Rules,
  candidates: readonly Candidate[],
  proposals?: Proposals,
): Rules => {
  if (!proposals) return { rules, refused }
  const codes = new Set(candidates.map(({ code }) => code))
  const modelOf = (construct: string): string =>
    proposals.find(({ pattern }) => pattern.trim() === construct)?.model ?? proposals[0]!.model
  const none = proposals
    .filter(({ pattern }) => !codes.has(pattern.trim()))
    .map(({ language, pattern }) => ({
      language,
      construct: pattern.slice(0, MOST_CODE).toWellFormed(),
      reason: `it is no pattern of ${language.slice(0, 50)}, or names nothing`,
      cases: 0,
      silent_on: 0,
      false_alarms: 0,
    }))
  return {
    rules: rules.map((rule) => ({ ...rule, written_by: modelOf(rule.construct) })),
    refused: [...refused, ...none].slice(0, 20),
  }
}

/** A bad change and the files of its fix. */
interface FixTexts {
  readonly one: MiningStartedV1['cases'][number]
  readonly fix: readonly ChangedText[]
}

/**
 * What each fix changed, for a language model to look at: the lines that it removed with those around them, and the lines
 * that it wrote. A construct of which a fix touched one line only is seen here, and by no comparison of what was removed.
 */
export const showRemoved = (texts: readonly FixTexts[]): Removed =>
  texts
    .flatMap(({ one, fix }) => {
      const [file] = fix.filter(({ path, removed }) => removed.size > 0 && ruleLanguageOf(path) !== undefined)
      const language = file && ruleLanguageOf(file.path)?.name
      const code = file === undefined ? '' : diffOf(file).slice(0, MOST_CODE).toWellFormed()
      return language === undefined || code.trim() === '' ? [] : [{ change: one.change, language, code }]
    })
    .slice(0, MOST_CASES)

const diffOf = ({ before = '', after = '', removed, added }: ChangedText): string => {
  const near = new Set(
    [...removed].flatMap((line) => Array.from({ length: 2 * AROUND + 1 }, (_, n) => line - AROUND + n)),
  )
  const old = before.split('\n').flatMap((text, at) => {
    if (removed.has(at + 1)) return [`-${text}`]
    return near.has(at + 1) ? [` ${text}`] : []
  })
  const now = after.split('\n')
  return [...old, ...[...added].map((line) => `+${now[line - 1] ?? ''}`)].join('\n')
}
