import { type Draft, type MeshEvent, draft } from '@heimgewebe/contracts'
import { type Commander, type Giver, mayGive } from './check-commander.js'
import { refusal } from './dispatch-commands.js'
import { idAfter } from './make-decision.js'
import type { Command, Malformed } from './read-commands.js'
import { show } from './show-text.js'
import { verbOf } from './tools.js'

/** What is known when commands about patterns are read. */
export interface PatternCommandKnown {
  readonly commanders: readonly Commander[]
  readonly giver: Giver
  /** Repository whose patterns are meant. */
  readonly repository?: string | undefined
  /** Patterns that the commands name, as far as there are such, each with the event that told it last. */
  readonly patterns: ReadonlyMap<string, string>
}

/** The patterns that a text says something of. */
export const patternsNamed = (readings: readonly (Command | Malformed)[]): string[] =>
  readings.flatMap((one) =>
    one.ok && one.area !== '' && verbOf(one.tool, one.verb)?.judges !== undefined ? [one.area] : [],
  )

/** What a text says of patterns: each word becomes feedback about the pattern as it was told last, or one refusal. */
export const judgePatterns = (
  event: MeshEvent,
  readings: readonly (Command | Malformed)[],
  { commanders, giver, repository, patterns }: PatternCommandKnown,
): Draft[] =>
  readings.flatMap((reading, place) => {
    const verdict = reading.ok ? verbOf(reading.tool, reading.verb)?.judges : undefined
    if (!reading.ok || reading.area === '' || verdict === undefined) return []
    if (!mayGive(commanders, giver, reading.tool, reading.verb)) return []
    const about = patterns.get(reading.area)
    if (repository === undefined || about === undefined)
      return [refusal(event, reading.text, place, giver.by, 'unknown-change', unknown(reading.area, repository))]
    const subject = `pattern/${repository}/${reading.area}`
    return [
      draft('feedback.given.v1', {
        id: idAfter(event, `feedback ${place}`),
        subject,
        data: {
          about,
          subject,
          repository,
          verdict,
          by: show(giver.by, 300) || 'somebody',
          provider: event.type === 'comment.created.v1' ? 'comment' : 'command',
        },
      }),
    ]
  })

const unknown = (pattern: string, repository: string | undefined): string =>
  repository === undefined
    ? 'the command names no repository whose pattern is meant'
    : `no pattern ${show(pattern, 100)} is known in ${show(repository)}; "heimgewebe patterns list" names them`
