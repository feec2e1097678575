import { type AnyDraft, type Draft, type EventData, type MeshEvent, draft } from '@heimgewebe/contracts'
import { type Commander, type Giver, mayGive } from '../check-commander.js'
import { refusal } from '../dispatch-commands.js'
import { idAfter } from '../make-decision.js'
import type { Command, Malformed } from '../read-commands.js'
import { show } from '../show-text.js'
import { type EpicVerb, verbOf } from '../tools.js'
import { isChange, repositoryOf } from './epic.js'
import { isEpicName } from './name-epics.js'

/** What an epic is to a command. */
export interface EpicStanding {
  readonly epic: string
  readonly title: string
  readonly open: boolean
  readonly merged: number
  readonly still: number
  /** Things linked. */
  readonly size: number
  /** Who linked the thing that the command names; absent where nobody did. */
  readonly linkedBy?: string
}

/** What is known when commands about epics are read. */
export interface EpicCommandKnown {
  readonly commanders: readonly Commander[]
  readonly giver: Giver
  /** The epics that the commands name, as far as there are such. */
  readonly epics: readonly EpicStanding[]
  /** Thing that the text is about. */
  readonly about?: string
  readonly repository?: string
  /** All epics that this thing belongs to. */
  readonly holders: readonly string[]
  /** Most things that one epic may hold. */
  readonly most: number
}

type Code = EventData['command.refused.v1']['code']
type Refuse = (code: Code, why: string) => Draft[]

const SUBJECT =
  /^(?:(?:pr|issue)\/[^/]+\/.+\/\d{1,9}|change\/[^/]+\/.+\/(?:[0-9a-f]{40}|[0-9a-f]{64})|branch\/[^/]+\/[^/]+\/.+|incident\/.+)$/u
const CONTROL = /[\p{C}]/u

/** Names of the epics that the commands of a text are about. */
export const epicsNamed = (readings: readonly (Command | Malformed)[]): string[] =>
  readings
    .flatMap((one) => (one.ok && verbOf(one.tool, one.verb)?.epic ? [nameOf(one.area).epic] : []))
    .filter(isEpicName)

/**
 * What the commands of a text about epics lead to: each becomes one event, or one refusal that says why. They are read in
 * their order, so that one text can open an epic and link to it. Whether a tool, a verb and a person may is decided before.
 */
export const commandEpics = (
  event: MeshEvent,
  readings: readonly (Command | Malformed)[],
  known: EpicCommandKnown,
): Draft[] => {
  const standing = new Map(known.epics.map((one) => [one.epic, one]))
  const holders = new Set(known.holders)
  return readings.flatMap((reading, place) => {
    const verb = reading.ok ? verbOf(reading.tool, reading.verb)?.epic : undefined
    if (!reading.ok || !verb || !mayGive(known.commanders, known.giver, reading.tool, reading.verb)) return []
    const refuse: Refuse = (code, why) => [refusal(event, reading.text, place, known.giver.by, code, why)]
    const drafts = VERBS[verb](event, place, reading, { ...known, holders: [...holders] }, standing, refuse)
    for (const one of drafts as readonly AnyDraft[]) follow(standing, holders, one)
    return drafts
  })
}

type Order = (
  event: MeshEvent,
  place: number,
  command: Command,
  known: EpicCommandKnown,
  standing: ReadonlyMap<string, EpicStanding>,
  refuse: Refuse,
) => Draft[]

const open: Order = (event, place, command, known, standing, refuse) => {
  const { epic, title } = nameOf(command.area)
  if (event.type !== 'command.given.v1')
    return refuse('not-allowed', 'an epic is opened on the page or by the command line')
  if (!isEpicName(epic))
    return refuse('malformed', `the name of an epic is words of a-z and 0-9 with hyphens, not ${show(epic, 100)}`)
  const before = standing.get(epic)
  if (before?.open) return refuse('not-allowed', `epic ${epic} is open already: ${before.title}`)
  const { about, repository = about === undefined ? null : repositoryOf(about), giver } = known
  return [
    draft('epic.opened.v1', {
      ...placed(event, place, epic),
      data: {
        epic,
        title: show(title || before?.title || epic, 300),
        ...(repository === null ? {} : { repository }),
        ...(about?.startsWith('issue/') ? { issue: about } : {}),
        by: show(giver.by),
        ...(before ? { reopened: true } : {}),
      },
    }),
  ]
}

const link: Order = (event, place, command, known, standing, refuse) => {
  const { epic } = nameOf(command.area)
  const found = standing.get(epic)
  const { about, giver, most } = known
  if (!found) return refuse('unknown-change', unknown(epic))
  if (about === undefined || !SUBJECT.test(about) || about.length > 1000 || CONTROL.test(about))
    return refuse('unknown-change', 'the command names no change, issue or incident to link')
  if (!found.open) return refuse('not-allowed', `epic ${epic} is closed; open it again first`)
  if (found.linkedBy !== undefined)
    return refuse('not-allowed', `${show(about)} belongs to epic ${epic} already, says ${found.linkedBy}`)
  if (found.size >= most)
    return refuse('not-allowed', `epic ${epic} holds ${most} things, the most that HEIMGEIST_EPIC_SIZE allows`)
  return [
    linkOf(event, `command ${place}`, epic, about, {
      by: show(giver.by),
      how: 'hand',
      reason: `${show(giver.by)} linked it`,
      events: [event.id],
    }),
  ]
}

const unlink: Order = (event, place, command, known, standing, refuse) => {
  const { epic } = nameOf(command.area)
  const found = standing.get(epic)
  if (event.type !== 'command.given.v1')
    return refuse('not-allowed', 'a link is taken out on the page or by the command line')
  if (!found) return refuse('unknown-change', unknown(epic))
  if (known.about === undefined || found.linkedBy === undefined)
    return refuse('unknown-change', `${show(known.about ?? 'nothing')} does not belong to epic ${epic}`)
  return [
    draft('epic.unlinked.v1', {
      ...placed(event, place, epic),
      data: {
        epic,
        subject: known.about,
        by: show(known.giver.by),
        remaining: known.holders.filter((one) => one !== epic).slice(0, 50),
      },
    }),
  ]
}

const close: Order = (event, place, command, { giver }, standing, refuse) => {
  const { epic } = nameOf(command.area)
  const found = standing.get(epic)
  if (event.type !== 'command.given.v1')
    return refuse('not-allowed', 'an epic is closed on the page or by the command line')
  if (!found) return refuse('unknown-change', unknown(epic))
  if (!found.open) return refuse('not-allowed', `epic ${epic} is closed already`)
  const data = { epic, by: show(giver.by), merged: found.merged, open: found.still }
  return [draft('epic.closed.v1', { ...placed(event, place, epic), data })]
}

const VERBS: Readonly<Record<EpicVerb, Order>> = { open, link, unlink, close }

/** The draft that links something to an epic: a change by `epic.linked.v1`, an issue or incident by `epic.attached.v1`. */
export const linkOf = (
  event: MeshEvent,
  part: string,
  epic: string,
  subject: string,
  why: {
    readonly by: string
    readonly how: 'hand' | 'text' | 'cause'
    readonly reason: string
    readonly events: string[]
  },
): Draft<'epic.linked.v1'> | Draft<'epic.attached.v1'> => {
  const repository = repositoryOf(subject)
  const rest = { ...why, reason: why.reason.slice(0, 500), ...(repository === null ? {} : { repository }) }
  const at = { id: idAfter(event, `link ${part} ${epic} ${subject}`), subject: `epic/${epic}` }
  return isChange(subject)
    ? draft('epic.linked.v1', { ...at, data: { epic, change: subject, ...rest } })
    : draft('epic.attached.v1', { ...at, data: { epic, subject, ...rest } })
}

/** `<id>`, or `<id>: <title>`. */
const nameOf = (area: string): { readonly epic: string; readonly title: string } => {
  const [epic = '', ...rest] = area.split(':')
  return { epic: epic.trim().toLowerCase(), title: rest.join(':').trim() }
}

/** What the commands after this one see. */
const follow = (standing: Map<string, EpicStanding>, holders: Set<string>, { type, data }: AnyDraft): void => {
  if (type === 'epic.opened.v1') {
    const before = standing.get(data.epic)
    const fresh = { epic: data.epic, merged: 0, still: 0, size: 0, ...before, title: data.title, open: true }
    standing.set(data.epic, fresh)
  }
  if (type === 'epic.closed.v1') standing.set(data.epic, { ...standing.get(data.epic)!, open: false })
  if (type === 'epic.linked.v1' || type === 'epic.attached.v1') {
    const before = standing.get(data.epic)!
    holders.add(data.epic)
    standing.set(data.epic, { ...before, size: before.size + 1, linkedBy: data.by ?? 'somebody' })
  }
  if (type === 'epic.unlinked.v1') {
    const { linkedBy: _, ...before } = standing.get(data.epic)!
    holders.delete(data.epic)
    standing.set(data.epic, { ...before, size: before.size - 1 })
  }
}

const placed = (event: MeshEvent, place: number, epic: string) => ({
  id: idAfter(event, `epic command ${place}`),
  subject: `epic/${epic}`,
})

const unknown = (epic: string): string =>
  `there is no epic ${show(epic, 100)}; open it with heimgeist /open-epic "<id>: <title>"`
