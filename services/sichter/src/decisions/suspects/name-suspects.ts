import type { EventData } from '@heimgewebe/contracts'
import { type Judgement, MODEL } from '../judgement.js'
import { C } from '../past/past.js'
import type { Ranking, Suspect } from './rank-suspects.js'
import { cell, listOf } from '../past/rows.js'
import { columnsAt, S } from './match-columns.js'
import { IN, walkHolders } from './term-index.js'
import { ago, quoted } from '../reasons/word-facts.js'

type Answer = EventData['suspects.ranked.v1']
type Reason = Answer['suspects'][number]['reasons'][number]

const MOST_SUSPECTS = 10
const MOST_REASONS = 3
/** A first suspect below this is no answer. */
const LEAST_CONFIDENCE = 0.15
/** Terms of the report that are named in a sentence, and holders among which a change is looked for. */
const MOST_WORDS = 3
const HOLDERS = 1500
/** Fewer words than this do not tell one change from another. */
const FEW_WORDS = 4
const COMES_AND_GOES =
  /\b(flak(?:y|iness)|intermittent(?:ly)?|sporadic(?:ally)?|sometimes|randomly|heisenbug|once in a while)\b/i

/** Which of the report's terms a change holds where, the rarest first. */
const termsShared = ({ suspects }: Judgement, { query }: Ranking, change: number, places: number): string[] => {
  const shared: { term: string; holders: number }[] = []
  for (const term of query.terms.keys()) {
    if (term.startsWith('/')) continue
    let holders = 0
    let holds = false
    walkHolders(suspects.index, term, HOLDERS, (holder, at) => {
      holders++
      if (holder === change && (at & places) !== 0) holds = true
    })
    if (holds) shared.push({ term: term.replace(/^=/, ''), holders })
  }
  const names = shared.sort((a, b) => a.holders - b.holders || (a.term < b.term ? -1 : 1)).map(({ term }) => term)
  return [...new Set(names)].slice(0, MOST_WORDS)
}

const reasonsOf = (judgement: Judgement, ranking: Ranking, { change }: Suspect): Reason[] => {
  const { past } = judgement
  const { query, pool } = ranking
  const { columns } = pool.found
  const events = [past.events[change] ?? '']
  const reasons: Reason[] = []
  const say = (kind: string, text: string): void => {
    reasons.push({ kind, text: text.slice(0, 500), events })
  }
  const lines = query.lines.get(change) ?? 0
  if (lines > 0 && query.byFix) say('fixed-lines', `it wrote ${lines} of the lines that the fix replaces`)
  if (lines > 0 && !query.byFix) say('named-lines', 'it wrote lines that the stack trace names')
  const files = new Set(query.files)
  const file = Array.from(listOf(past.changeFiles, change)).find((row) => files.has(row))
  if (file !== undefined) say('named-file', `it changed ${quoted(past.paths[file] ?? '')}, which the report names`)
  const from = columnsAt(pool.found, change)
  const inLines = (columns[from + S.added] as number) + (columns[from + S.deleted] as number)
  if (inLines > 0) {
    const words = termsShared(judgement, ranking, change, IN.added | IN.deleted)
    if (words.length > 0)
      say('shared-identifiers', `its lines hold ${words.map(quoted).join(', ')}, as the report does`)
  }
  const words = termsShared(judgement, ranking, change, IN.title | IN.body | IN.path | IN.function)
  if (words.length > 0)
    say('shared-words', `its message or its places speak of ${words.map(quoted).join(', ')}, as the report does`)
  say('time', `it came ${ago(cell(past.changes, change, C.time), query.now)}`)
  return reasons.slice(0, MOST_REASONS)
}

/** Says in the words of the contract which changes may be behind an incident, or what is missing to say so. */
export const nameSuspects = (
  judgement: Judgement,
  ranking: Ranking,
  { repository, incident, text }: { repository: string; incident: string; text: string },
): Answer => {
  const { past } = judgement
  const { suspects, pool, query } = ranking
  const subject = (change: number): string => `change/${repository}/${past.shas[change] ?? ''}`
  const named = suspects.filter(({ change }) => past.shas[change] !== '').slice(0, MOST_SUSPECTS)
  const isLikely = (named[0]?.confidence ?? 0) >= LEAST_CONFIDENCE
  const missing = [
    ...(query.words < FEW_WORDS ? ['text'] : []),
    ...(query.files.length === 0 && query.lines.size === 0 ? ['files'] : []),
    ...(past.changes.used === 0 ? ['changes'] : []),
    ...(judgement.suspects.byReport.models.length === 0 ? ['outcomes'] : []),
  ]
  const answer = isLikely ? 'suspects' : COMES_AND_GOES.test(text.slice(0, 32_000)) ? 'intermittent' : 'unknown'
  const last = past.shas.findLastIndex((sha, change) => sha !== '' && cell(past.changes, change, C.time) <= query.now)
  return {
    repository,
    incident,
    answer,
    suspects: named.map((suspect) => ({
      change: subject(suspect.change),
      sha: past.shas[suspect.change] ?? '',
      confidence: Math.round(suspect.confidence * 1000) / 1000,
      reasons: reasonsOf(judgement, ranking, suspect),
    })),
    missing,
    baseline: { name: 'last-change', change: last < 0 ? null : subject(last) },
    // The search finds a change by its words and by its files.
    considered: new Set(pool.found.changes).size,
    model: MODEL,
  }
}
