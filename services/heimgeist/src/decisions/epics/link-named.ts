import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import type { Epic, Link } from './epic.js'
import { linkOf } from './command-epics.js'

/** A text that names something. */
export interface Mention {
  /** Change, issue or incident whose text it is. */
  readonly subject: string
  /** epic/<id>, or the issue that describes an epic. */
  readonly name: string
  readonly event: string
}

/** What is known when texts that name epics are looked at. */
export interface MentionKnown {
  /** The epics that are named, or whose issue is. */
  readonly epics: readonly Pick<Epic, 'epic' | 'issue' | 'closed'>[]
  /** Everything linked to them, or taken out by a person. */
  readonly links: readonly Pick<Link, 'epic' | 'subject' | 'gone'>[]
  /** Most things that one epic may hold. */
  readonly most: number
}

/** Links what names an open epic, or the issue that describes it; what a person took out stays out, and nothing is linked twice. */
export const linkNamed = (
  event: MeshEvent,
  mentions: readonly Mention[],
  { epics, links, most }: MentionKnown,
): Draft[] => {
  const drafts: Draft[] = []
  for (const { epic, issue, closed } of epics) {
    if (closed) continue
    const own = links.filter((one) => one.epic === epic)
    const known = new Set(own.map(({ subject }) => subject))
    let left = most - own.filter(({ gone }) => !gone).length
    for (const { subject, name, event: evidence } of mentions) {
      const named =
        name === `epic/${epic}` ? 'names the epic' : issue !== null && name === issue ? `names ${issue}` : undefined
      if (named === undefined || known.has(subject) || subject === issue || left <= 0) continue
      known.add(subject)
      left -= 1
      drafts.push(
        linkOf(event, 'named', epic, subject, {
          by: 'heimgeist',
          how: 'text',
          reason: `its text ${named}`,
          events: [evidence],
        }),
      )
    }
  }
  return drafts
}

/** Links an incident to the epics of the change that caused it, unless a person took it out. */
export const linkCaused = (
  event: MeshEvent,
  incident: string,
  change: string,
  { epics, links, most }: MentionKnown,
): Draft[] =>
  epics.flatMap(({ epic, closed }) => {
    const own = links.filter((one) => one.epic === epic)
    const full = own.filter(({ gone }) => !gone).length >= most
    if (closed || full || own.some(({ subject }) => subject === incident)) return []
    const why = {
      by: 'heimgeist',
      how: 'cause',
      reason: `${change} of the epic led to it`,
      events: [event.id],
    } as const
    return [linkOf(event, 'caused', epic, incident, { ...why, events: [...why.events] })]
  })
