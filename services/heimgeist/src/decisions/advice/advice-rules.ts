import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { aliasesOf } from '../epics/gather-epic.js'
import type { Facts, Warned } from '../epics/epic.js'
import { isPresent } from '../failures/place-run.js'
import type { Levels } from '../find-level.js'
import { type HostChannel, sayAdvised } from '../say-at-host.js'
import { dayOf, momentOf } from '../tell-time.js'
import { findAdvice } from './find-advice.js'
import {
  type ChangesRead,
  type KnownChanges,
  type LearnedRead,
  changesOf,
  gatherLearned,
  knowChanges,
  touchedBy,
} from './gather-learned.js'
import { type Given, giveAdvice } from './give-advice.js'
import type { Learned } from './learned.js'

/** What a store knows of an open change. */
interface OpenRead {
  readonly change: string
  readonly repository: string
  readonly text: string
  /** What was recommended for it before. */
  readonly given: readonly object[]
  /** What its epics warned it of. */
  readonly warned: readonly object[]
}

/** What a store gives its rules beside it: what they made of what they gave it to keep. */
interface Read {
  readonly looked: Looked
  readonly levels: Levels
  readonly messagesLeft: number
  readonly messagesPerDay: number
}

/** What was learned in a repository, and what is known of the changes, put together once for all that are looked at. */
interface Looked {
  readonly learned: Learned
  readonly changes: KnownChanges
}

/** The rules by which the store of advice lets itself be led. */
export const adviceRules = (config: {
  readonly liveWindowMs: number
  readonly hostChannels: readonly HostChannel[]
}) => ({
  /** What is learned while a history is read concerns nobody who works now. */
  present: (event: MeshEvent, clockMs: number): boolean => isPresent(event, clockMs, config.liveWindowMs),
  day: (event: MeshEvent, clockMs: number): string => dayOf(momentOf(event, clockMs)),
  /** Other subjects of the same changes, and changes that what was learned names. */
  aliases: (facts: readonly object[]): string[] =>
    (facts as readonly Facts[]).flatMap((one) => aliasesOf(one.subject, one)),
  changesOf: (learned: object): string[] => changesOf(learned as LearnedRead),
  look: (learned: object, read: object): Looked => {
    const changes = knowChanges(read as ChangesRead)
    return { learned: gatherLearned(learned as LearnedRead, changes), changes }
  },
  advise: (event: MeshEvent, open: OpenRead, { looked: { learned, changes }, ...known }: Read) => {
    const { change, repository, text } = open
    // A verdict that is late, or tells of a branch that a request proposes, is about nothing that is open.
    const state = changes.facts.get(change)?.state?.is
    if (state === 'merged' || state === 'closed' || changes.proposed.has(change)) return undefined
    const advised = { change, repository, text, ...touchedBy(change, changes) }
    const found = findAdvice(advised, learned)
    const [given, warned] = [open.given as readonly Given[], open.warned as readonly Warned[]]
    return giveAdvice(event, advised, found, { ...known, given, warned })
  },
  say: (event: MeshEvent, decision: Draft, said: readonly { readonly text: string; readonly decision: string }[]) =>
    sayAdvised(event, decision as Parameters<typeof sayAdvised>[1], said, config.hostChannels),
})
