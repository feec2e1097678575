import type { Draft, EventData, MeshEvent } from '@heimgewebe/contracts'
import { isPresent } from '../failures/place-run.js'
import { type HostChannel, sayWarned } from '../say-at-host.js'
import { dayOf, momentOf } from '../tell-time.js'
import { type Assessed, assessEpic, lookAtEpic } from './assess-epic.js'
import type { EpicKnown, Facts, Warned } from './epic.js'
import { nextStaleAt } from './find-waiting.js'
import { aliasesOf } from './gather-epic.js'
import { isEpicName } from './name-epics.js'
import { linkCaused, linkNamed, type Mention, type MentionKnown } from './link-named.js'
import { type WarnKnown, warnChanges } from './warn-changes.js'

/** What the configuration says of epics. */
export interface EpicConfig {
  readonly epicStaleMs: number
  readonly epicCluster: number
  /** Percent. */
  readonly epicShare: number
  readonly liveWindowMs: number
  readonly hostChannels: readonly HostChannel[]
}

/** Subjects that are read beside what is linked: the branches and commits of requests, and what must come first. */
export const relatedTo = (facts: readonly object[]): string[] =>
  (facts as readonly Facts[]).flatMap((one) => [
    ...aliasesOf(one.subject, one),
    ...one.needs.flatMap(({ refs }) => refs),
  ])

/** Where an epic stands, from what a store kept of it: that is what these rules gave it to keep. */
export const lookWith =
  ({ epicStaleMs, epicCluster, epicShare }: Omit<EpicConfig, 'liveWindowMs' | 'hostChannels'>) =>
  (known: object): Assessed =>
    lookAtEpic(known as EpicKnown, { staleMs: epicStaleMs, least: epicCluster, share: epicShare / 100 })

/** The rules by which the store of epics lets itself be led. */
export const epicRules = (config: EpicConfig) => ({
  related: relatedTo,
  look: lookWith(config),
  /** The import of a history warns nobody; an alarm rings in the present. */
  warnable: (event: MeshEvent, { clusters, members, epic }: Assessed, clockMs: number): string[] =>
    epic.closed || clusters.length === 0 || !isPresent(event, clockMs, config.liveWindowMs)
      ? []
      : [
          ...new Set(
            members.flatMap(({ state, repository }) => (state === 'open' && repository !== null ? [repository] : [])),
          ),
        ],
  warn: (event: MeshEvent, looked: Assessed, known: WarnKnown) => warnChanges(event, looked, known),
  say: (event: MeshEvent, decision: Draft, said: readonly Warned[]): Draft[] =>
    sayWarned(
      event,
      decision as Parameters<typeof sayWarned>[1],
      said.map(({ text }) => text),
      config.hostChannels,
    ),
  assess: (event: MeshEvent, looked: Assessed, before: object | null) =>
    assessEpic(event, looked, (before ?? undefined) as EventData['epic.assessed.v1'] | undefined),
  nextAt: (looked: Assessed) => nextStaleAt(looked, config.epicStaleMs),
  linkNamed: (event: MeshEvent, mentions: readonly Mention[], known: MentionKnown) => linkNamed(event, mentions, known),
  linkCaused: (event: MeshEvent, incident: string, change: string, known: MentionKnown) =>
    linkCaused(event, incident, change, known),
  day: (event: MeshEvent, clockMs: number) => dayOf(momentOf(event, clockMs)),
})

/** Whether an event about an epic comes from outside the mesh, with a name that one can have: what is decided here is kept when it is decided, and no other service has a say in it. */
export const isFromOutside = ({ source, data }: MeshEvent): boolean =>
  !source.startsWith('heimgewebe/') && isEpicName((data as { epic: string }).epic)
