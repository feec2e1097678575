import { type AnyDraft, type Draft, type EventData, type MeshEvent, contentHash, draft } from '@heimgewebe/contracts'
import { type Levels, findLevel } from './find-level.js'
import { type Reason, idAfter, makeDecision, reason } from './make-decision.js'
import { isOrigin } from './origin-text.js'
import { permitAct } from './permit-act.js'

/** Ways to say something where a change is looked at. */
export const HOST_CHANNELS = ['comment', 'status'] as const

/** One of them. */
export type HostChannel = (typeof HOST_CHANNELS)[number]

/** A decision that warned about a change. */
export interface Warning {
  readonly id: string
  /** Commit that it was about. */
  readonly sha: string | null
  readonly reasons: readonly Pick<Reason, 'text'>[]
}

/** What is known of a change when something could be said at its host. */
export interface HostSayKnown {
  readonly channels: readonly HostChannel[]
  readonly levels: Levels
  /** Head of the change, where it is known. */
  readonly head?: string
  /** All warnings about the change, oldest first, those of this event among them. */
  readonly warnings: readonly Warning[]
}

type Heard = MeshEvent<'risk.assessed.v1'> | MeshEvent<'guard.finished.v1'>
type Decision = Extract<AnyDraft, { type: 'decision.made.v1' }>
type Decided = Draft<'decision.made.v1'> & { readonly id: string }

/** Marker of the one comment on a change. */
const MARKER = 'warnings'
/** Warnings that the comment tells; the latest are kept. */
const MOST = 10

/** Whether a change is at a host, with a number under which people look at it. */
export const isAtHost = (change: string): boolean => /^pr\/.+\/\d{1,9}$/.test(change)

/**
 * What is said at the host of a change, caused by the decisions that were made about an event: the one comment with all
 * warnings about its head, taken away when none is left, and a status for each guard that ran.
 */
export const sayAtHost = (event: Heard, drafts: readonly Draft[], known: HostSayKnown): Draft[] => {
  if (!isAtHost(event.data.change)) return []
  return [
    ...(known.channels.includes('comment') ? comment(event, drafts, known) : []),
    ...(known.channels.includes('status') ? status(event, known) : []),
  ]
}

const comment = (event: Heard, drafts: readonly Draft[], known: HostSayKnown): Draft[] => {
  const { change, sha = known.head } = event.data
  // What comes late about an older commit does not take the place of what is said about the head.
  if (known.head !== undefined && sha !== known.head) return []
  const warned = (drafts as readonly AnyDraft[]).find(
    (one): one is Decision & Decided => one.type === 'decision.made.v1' && one.data.chosen === 'warn',
  )
  const current = known.warnings.filter((one) => one.sha === (sha ?? null))
  const order = { change, marker: MARKER }
  if (warned) return [request(event, 'comment', warned, 'write_comment', { ...order, text: textOf(current, sha) })]
  if (event.type !== 'risk.assessed.v1' || current.length > 0 || known.warnings.length === 0) return []
  const why = reason('what was warned about is not in its head any more', [known.warnings.at(-1)!.id], event.id)
  const decision = decided(event, 'comment', known, why)
  return decision ? [decision, request(event, 'comment', decision, 'write_comment', { ...order, text: '' })] : []
}

/** What somebody asked to be said about a change, in a comment of its own. */
export const sayAsked = (event: MeshEvent, part: string, decision: Decided, text: string): Draft => {
  const { change } = decision.data
  return request(event, part, decision, 'write_comment', {
    change,
    marker: `asked/${event.id}`,
    text: `- ${inert(text)}`,
  })
}

/** Sentences of an answer at a host; what is beyond is on the page. */
const MOST_SENTENCES = 40

/** Why something was decided, said where somebody asked: at a change or an issue, in a comment of its own. */
export const sayWhy = (event: MeshEvent, decision: Decided, about: string, lines: readonly string[]): Draft => {
  const told = lines.slice(0, MOST_SENTENCES)
  const more = lines.length - told.length
  const sentences = [...told, ...(more > 0 ? [`${more} more sentences are on the page`] : [])]
  const text = sentences.map((line) => `- ${inert(line)}`).join('\n')
  return request(event, 'why', decision, 'write_comment', { change: about, marker: `why/${event.id}`, text })
}

/** The one comment with what an open change was warned of since others of its epic had trouble; caused by the latest such decision. */
export const sayWarned = (
  event: MeshEvent,
  decision: Decided,
  texts: readonly string[],
  channels: readonly HostChannel[],
): Draft[] =>
  sayInPlace(event, decision, channels, {
    marker: 'epic',
    lead: 'warns about this change, by the others of its epic',
    texts,
  })

/** The one comment with what is recommended for an open change, by what was learned of earlier ones. */
export const sayAdvised = (
  event: MeshEvent,
  decision: Decided,
  said: readonly { readonly text: string; readonly decision: string }[],
  channels: readonly HostChannel[],
): Draft[] =>
  sayInPlace(event, decision, channels, {
    marker: 'advice',
    lead: 'recommends for this change, by what became of earlier ones',
    texts: said.map(({ text }) => text),
    decisions: said.slice(-MOST).map((one) => one.decision),
  })

/** A comment of its own that is written anew where it stands. */
interface InPlace {
  readonly marker: string
  readonly lead: string
  /** The latest are told. */
  readonly texts: readonly string[]
  /** Decisions that cite the events, where the comment names them. */
  readonly decisions?: readonly string[]
}

const sayInPlace = (
  event: MeshEvent,
  decision: Decided,
  channels: readonly HostChannel[],
  { marker, lead, texts, decisions = [] }: InPlace,
): Draft[] => {
  const { change = '' } = decision.data
  if (!channels.includes('comment') || !isAtHost(change)) return []
  const sentences = texts.slice(-MOST).map((text) => `- ${inert(text)}`)
  const text = `**Heimgewebe** ${lead}:\n\n${sentences.join('\n')}${citing(decisions)}`
  return [request(event, `${marker} ${change} ${decision.id}`, decision, 'write_comment', { change, marker, text })]
}

const citing = (decisions: readonly string[]): string =>
  decisions.length === 0
    ? ''
    : `\n\nEach sentence cites its events in the decision: ${[...new Set(decisions)].map((id) => `\`${id}\``).join(', ')}.`

const STATES: Readonly<Record<EventData['guard.finished.v1']['verdict'], string | undefined>> = {
  passed: 'success',
  failed: 'failure',
  timed_out: 'failure',
  out_of_memory: 'failure',
  // Nothing ran to an end, so nothing is said about the commit.
  not_run: undefined,
  unknown: undefined,
}

const status = (event: Heard, known: HostSayKnown): Draft[] => {
  if (event.type !== 'guard.finished.v1') return []
  const { area, guard, reason: text, request: run, sha, verdict } = (event as MeshEvent<'guard.finished.v1'>).data
  const state = STATES[verdict]
  if (state === undefined || sha === undefined) return []
  const why = reason(`guard ${guard || area} ended as ${verdict.replaceAll('_', ' ')}`, [event.id, run], event.id)
  const decision = decided(event, 'status', known, why)
  const context = `heimgewebe/${slug(guard || area)}`
  const given = { sha, context, state, text: plain(text).slice(0, 140) }
  return decision ? [decision, request(event, 'status', decision, 'set_status', given)] : []
}

/** A decision to say something that disturbs nobody: it needs the level, and spends no message. */
const decided = (event: Heard, part: string, known: HostSayKnown, why: Reason): Decided | undefined => {
  const { change, repository } = event.data
  const level = findLevel(known.levels, { agent: 'heimgeist', act: 'say', repository })
  if (permitAct({ act: 'say', asked: false, inBudget: true, undo: true }, level.level) !== 'do') return undefined
  const choice = { act: 'say', chosen: 'act', agent: 'heimgeist', level, reasons: [why], repository, change } as const
  return makeDecision(event, `say ${part}`, choice)
}

/** The act that a decision about a change leads to. */
const request = (
  event: MeshEvent,
  part: string,
  { id: decision, data }: Pick<Decided, 'id' | 'data'>,
  act: 'write_comment' | 'set_status',
  given: Readonly<Record<string, unknown>>,
): Draft => {
  const id = idAfter(event, `at host ${part}`)
  return draft('action.requested.v1', {
    id,
    subject: `action/${id}`,
    causationid: decision,
    data: {
      repository: data.repository!,
      ...(data.change === undefined ? {} : { change: data.change }),
      act,
      class: 'say',
      agent: data.agent,
      arguments: given,
      content_sha256: contentHash(given),
      decision,
      level: data.level,
    },
  })
}

/** The comment. Every sentence is in a list, so that no line of a stranger begins one and passes for a command. */
const textOf = (warnings: readonly Warning[], sha: string | undefined): string => {
  const told = warnings.slice(-MOST)
  const texts = told.flatMap(({ reasons }) => reasons.map(({ text }) => text)).filter((text) => !isOrigin(text))
  const sentences = new Set(texts.map((text) => `- ${inert(text)}`))
  const about = sha === undefined ? 'this change' : `\`${sha.slice(0, 12)}\``
  return `**Heimgewebe** warns about ${about}:\n\n${[...sentences].join('\n')}${citing(told.map(({ id }) => id))}`
}

/** A sentence as text and nothing else: names of files and tests in it are a stranger's. */
const inert = (text: string): string =>
  plain(text)
    .replaceAll(/[\\`*_[\]()<>|~]/g, '\\$&')
    // Nobody is called, nothing is linked to.
    .replaceAll(/[@#!$%&](?=\w)|:(?=\/\/)|www(?=\.)/g, '$&\u200B')

const plain = (text: string): string => text.replaceAll(/[\p{C}\s]+/gu, ' ').trim()

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9./]+/g, '-')
    .replaceAll(/^[-./]+|[-./]+$/g, '')
    .slice(0, 80) || 'guard'
