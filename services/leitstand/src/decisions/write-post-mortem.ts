import { lineOf, quote, say, type Sentence, stated } from './say-sentence.js'
import type { Room } from './room.js'
import { tellAffected, tellOthers, tellSummary, tellSuspects } from './tell-incident.js'
import { tellChecks, tellDeeds, tellNear, tellRepeats, tellTimeline } from './tell-surroundings.js'

const SECTIONS: readonly (readonly [string, (room: Room) => Sentence[]])[] = [
  ['Summary', tellSummary],
  ['What is affected', tellAffected],
  ['Suspects', tellSuspects],
  ['Near it in time', tellNear],
  ['Other incidents at the same time', tellOthers],
  ['Guards and proofs', tellChecks],
  ['Decisions, approvals and acts', tellDeeds],
  ['Seen before', tellRepeats],
  ['Timeline', tellTimeline],
]

/** All sentences of the draft, in its order. Those of a model are not among them. */
export const sentencesOf = (room: Room): Sentence[] =>
  SECTIONS.flatMap(([, tell]) => tell(room)).filter(({ events }) => events.length > 0)

/**
 * A draft of the post-mortem in Markdown, from the room alone. Each line is one sentence that ends with links to the events
 * it rests on, `/events/<id>`; what is not known is said, resting on what was looked at. No text of a stranger is markup.
 * What a model wrote comes last, under a heading that says so.
 */
export const writePostMortem = (room: Room): string => {
  const { prose } = room
  const written =
    prose === undefined ? [] : [[`Written by ${stated(prose.model)}, not checked facts`, tellProse] as const]
  const sections = [...SECTIONS, ...written].map(([title, tell]) => [title, tell(room).flatMap(lineOf)] as const)
  return [
    `# Post-mortem, draft: ${quote(room.title)}`,
    '',
    ...sections.flatMap(([title, lines]) => (lines.length === 0 ? [] : [`## ${title}`, '', ...lines, ''])),
  ].join('\n')
}

const tellProse = ({ prose }: Room): Sentence[] =>
  (prose?.sentences ?? []).map(({ text, events }) => say(stated(text), ...events))
