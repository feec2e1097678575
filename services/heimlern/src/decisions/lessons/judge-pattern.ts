import { type Draft, draft } from '@heimgewebe/contracts'
import { retire } from '../rules/follow-rule.js'
import type { Rule } from '../rules/rule.js'
import type { Note, Pattern } from './lesson.js'
import { tellPattern } from './tell-errors.js'
import { type Voice, type Voices, hearVoice, isDenied } from './voices.js'

/** What is known of a pattern that somebody judges. */
export interface JudgedKnown {
  readonly pattern: Pattern
  readonly voices: Voices | undefined
  /** Rules of the repository. */
  readonly rules: readonly Rule[]
}

/** The pattern by its name, in the repository, that a subject is; undefined for what is no pattern. */
export const patternNamed = (
  subject: string,
): { readonly repository: string; readonly pattern: string } | undefined => {
  const [, repository, pattern] = /^pattern\/(.+)\/([^/]+)$/.exec(subject) ?? []
  return repository === undefined || pattern === undefined ? undefined : { repository, pattern }
}

/** Counts what a person says of a pattern: it is told anew, and what was offered because of it is taken back once it is rejected. */
export const judgePattern = (
  voice: Voice,
  known: JudgedKnown,
): { readonly drafts: Draft[]; readonly notes: readonly Note[] } => {
  const heard = hearVoice(known.pattern, known.voices, voice)
  if (!heard) return { drafts: [], notes: [] }
  const { pattern, voices } = heard
  const offered = isDenied(voices)
    ? known.rules.filter((rule) => rule.pattern === pattern.pattern && isOnlyOffered(rule))
    : []
  return {
    drafts: [tellPattern(pattern), ...offered.map((rule) => takeBack(rule, pattern))],
    notes: [
      { shelf: 'pattern', key: pattern.pattern, value: pattern },
      { shelf: 'voices', key: pattern.pattern, value: voices },
      ...offered.map((rule) => ({ shelf: 'rule' as const, key: rule.rule, value: retire(rule)! })),
    ],
  }
}

/** A rule in force was approved by a person, and is measured: it stays. */
const isOnlyOffered = ({ state, version }: Rule): boolean => state === 'proposed' && version === undefined

const takeBack = ({ rule, kind, proposal }: Rule, { repository, name, people }: Pattern): Draft =>
  draft('rule.retired.v1', {
    subject: `rule/${repository}/${rule}`,
    data: {
      repository,
      rule,
      kind,
      version: proposal.version,
      reason: `people reject the pattern behind it, ${name}: ${people?.bad ?? 0} call it bad, ${people?.good ?? 0} good`,
      events: people?.events ?? [],
      by: 'service/heimlern',
    },
  })
