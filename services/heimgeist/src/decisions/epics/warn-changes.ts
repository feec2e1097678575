import { type Draft, type MeshEvent, draft } from '@heimgewebe/contracts'
import { type Guide } from '../failures/report-failure.js'
import { guidesFor } from '../failures/read-lesson.js'
import type { Levels } from '../find-level.js'
import { idAfter, reason } from '../make-decision.js'
import { sharedPlaces } from '../shared-places.js'
import { show } from '../show-text.js'
import { decideTelling, mayTell } from '../tell-unasked.js'
import type { Assessed } from './assess-epic.js'
import type { Warned } from './epic.js'
import type { Cluster } from './find-clusters.js'
import type { Member } from './gather-epic.js'

/** What is known when the open changes of an epic could be warned. */
export interface WarnKnown {
  readonly levels: Levels
  /** Warnings that its changes were given, or that were kept for the record, in any epic. */
  readonly warned: readonly Warned[]
  /** Messages left today, by repository; none named: none left. */
  readonly messagesLeft: Readonly<Record<string, number>>
  /** Runbooks and checklists in force, by repository. */
  readonly guides: Readonly<Record<string, readonly Guide[]>>
}

/** A warning that is decided about, with the drafts that say so. */
export interface Warning {
  readonly warned: Warned
  readonly drafts: Draft[]
}

/** Changes that one warning names, and warnings that one event leads to. */
const MOST_NAMED = 5
const MOST_AT_ONCE = 100

/**
 * Warns each open change of an epic, once, of every cluster of trouble that is where it is and that it has not had itself.
 * A place that it was warned of stays said, however many more fail there; so does a trouble that was told by another place.
 */
export const warnChanges = (event: MeshEvent, looked: Assessed, known: WarnKnown): Warning[] => {
  if (looked.epic.closed) return []
  const left = { ...known.messagesLeft }
  const warnings: Warning[] = []
  const clusters = looked.clusters.map((cluster) => ({ cluster, keys: new Set(cluster.keys) }))
  for (const member of looked.members) {
    if (member.state !== 'open') continue
    const told = known.warned.filter(({ change }) => change === member.subject)
    for (const { cluster, keys } of clusters) {
      if (warnings.length >= MOST_AT_ONCE) return warnings
      const place = sharedPlace(member, cluster, keys, looked.members)
      const before = told.filter((one) => isTold(one, cluster, keys))
      if (place === undefined || before.some(({ said }) => said)) continue
      const repository = member.repository ?? ''
      const warning = decide(event, looked, member, cluster, place, known, left[repository] ?? 0, before.length > 0)
      if (!warning) continue
      warnings.push(warning)
      told.push(warning.warned)
      if (warning.warned.said) left[repository] = (left[repository] ?? 0) - 1
    }
  }
  return warnings
}

const isTold = ({ keys, of }: Warned, cluster: Cluster, places: ReadonlySet<string>): boolean =>
  keys.some((key) => places.has(key)) || cluster.changes.every((change) => of.includes(change))

/** Where an open change meets a cluster; undefined where it does not, or had the trouble itself. */
const sharedPlace = (
  member: Member,
  cluster: Cluster,
  places: ReadonlySet<string>,
  members: readonly Member[],
): string | undefined => {
  if (member.repository !== cluster.repository || cluster.changes.includes(member.subject)) return undefined
  if (cluster.kind === 'file' || cluster.kind === 'area') {
    const prefix = `${cluster.kind} ${cluster.repository} `
    const names = cluster.kind === 'file' ? member.facts.files : member.areas
    return names.find((name) => places.has(prefix + name))
  }
  // An error has no place of its own, nor have words: they are where at least two of their changes are.
  const had = members.filter(({ subject }) => cluster.changes.includes(subject)).map(touches)
  return sharedPlaces(touches(member), had, 2)?.places[0]
}

const touches = ({ facts: { files }, areas }: Member) => ({ files, areas })

const decide = (
  event: MeshEvent,
  { epic }: Assessed,
  member: Member,
  cluster: Cluster,
  place: string,
  known: WarnKnown,
  messagesLeft: number,
  kept: boolean,
): Warning | undefined => {
  const { subject: change } = member
  const repository = member.repository ?? ''
  const telling = mayTell(known.levels, repository, messagesLeft > 0)
  const { said } = telling
  // What was kept for the record is decided about again only when it may be said.
  if (kept && !said) return undefined
  const [guide] = guidesFor(member.areas, known.guides[repository] ?? [])
  const text = textOf(epic.epic, cluster, place, guide)
  const part = `warn ${epic.epic} ${change} ${cluster.keys[0]!}`
  const because = [reason(text, [...cluster.events, ...(guide ? [guide.enacted] : [])], event.id)]
  const decision = decideTelling(event, part, telling, { repository, change, areas: member.areas }, because)
  const warned: Warned = {
    ...{ epic: epic.epic, change, label: cluster.label, keys: cluster.keys, of: cluster.changes, said, text },
    ...{ event: decision.id, atMs: Date.parse(event.time) },
  }
  if (!said) return { warned, drafts: [decision] }
  const id = idAfter(event, `epic ${part}`)
  const warning = draft('epic.warned.v1', {
    id,
    subject: change,
    causationid: decision.id,
    data: {
      ...{ epic: epic.epic, change, repository, cluster: cluster.label, text, decision: decision.id },
      ...(guide ? { rule: guide.name.slice(0, 100) } : {}),
      changes: cluster.changes.slice(0, 50),
      events: [...cluster.events],
    },
  })
  return { warned: { ...warned, event: id }, drafts: [decision, warning] }
}

/** The sentence that an author reads. Names and errors in it are a stranger's: shown, never followed. */
const textOf = (
  epic: string,
  { kind, label, changes, tried }: Cluster,
  place: string,
  guide: Guide | undefined,
): string => {
  const named = changes.slice(0, MOST_NAMED).map((change) => show(change, 100))
  const who = `${named.join(', ')}${changes.length > MOST_NAMED ? ` and ${changes.length - MOST_NAMED} more` : ''}`
  const what =
    kind === 'error' ? ` failed with ${label}` : kind === 'words' ? ` had trouble, ${label},` : ' had trouble'
  const of = tried === undefined ? '' : ` of ${tried}`
  const where = show(place, 200)
  const help = guide ? ` ${guide.name} tells what helped.` : ''
  return `${changes.length}${of} changes of epic ${epic}${what} in ${where}, which this one touches too: ${who}.${help}`.slice(
    0,
    480,
  )
}
