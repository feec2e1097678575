import {
  type ApprovalRequestedV1,
  type Draft,
  type EventData,
  type MeshEvent,
  contentHash,
  draft,
  textHash,
} from '@heimgewebe/contracts'
import { type Levels, findLevel } from './find-level.js'
import { type Reason, idAfter, makeDecision, reason } from './make-decision.js'
import { permitAct } from './permit-act.js'

type Proposed = MeshEvent<'rule.proposed.v1'>
type Requested = EventData['action.requested.v1']

/** An act of class change that somebody wants: complete, so that nothing is decided anew once it is allowed. */
export interface ChangeWish {
  /** Agent that wants it, and whose level counts. */
  readonly agent: string
  readonly repository: string
  readonly change?: string
  /** The question in one line. */
  readonly title: string
  /** Everything that a person needs to decide, with the exact content. */
  readonly text: string
  readonly reasons: readonly Reason[]
  /** Hash of what would be acted with; an answer counts for these bytes only. */
  readonly contentSha256: string
  /** Act on the world; absent where only a rule comes into force. */
  readonly order?: { readonly act: Requested['act']; readonly arguments: Requested['arguments'] }
  /** What failed, where nothing is wanted but a person's word on how it goes on; then no act follows. */
  readonly failure?: NonNullable<ApprovalRequestedV1['report']>
  /** Rule that comes into force. */
  readonly rule?: {
    readonly rule: string
    readonly kind: EventData['rule.proposed.v1']['kind']
    readonly name?: string
    readonly areas?: readonly string[]
    /** What a policy changes: whoever follows it hears it with the event that enacts it. */
    readonly policy?: NonNullable<EventData['rule.enacted.v1']['policy']>
    readonly version: number
    readonly contentSha256: string
    /** Text of a lint rule: whoever checks by it hears it with the event that enacts it. */
    readonly content?: string
    readonly proposal: string
  }
}

/** A wish, or why the proposal cannot be one. */
export type WishReading =
  { readonly ok: true; readonly wish: ChangeWish } | { readonly ok: false; readonly why: string }

/** Longest text that a person is shown, in characters, as the contract has it. */
const MAX_TEXT = 100_000
/** Acts whose undo is tested, so that they may be done unattended at level 3. */
const UNDOABLE: readonly string[] = [
  'commit_files',
  'add_rule',
  'revert_change',
  'open_issue',
  'open_change',
  'update_change',
]

/** Reads a proposed rule as a wish: where its text belongs into the repository, a commit on a branch of its own. */
export const wishOfProposal = ({ id, data }: Proposed): WishReading => {
  if (textHash(data.content) !== data.content_sha256) return { ok: false, why: 'its content is not that of its hash' }
  const name = `${data.name} (${data.kind.replace('_', ' ')}, version ${data.version})`
  const order = data.path === undefined ? undefined : orderOf(data, data.path, name)
  const text = `${data.rationale}\n\n${proofWords(data.proof)}\n\n${data.path ?? 'No file is written.'}\n\n${data.content}`
  // What cannot be shown whole cannot be approved.
  if (text.length > MAX_TEXT)
    return { ok: false, why: `it is longer than the ${MAX_TEXT} characters that can be shown` }
  return {
    ok: true,
    wish: {
      agent: 'heimlern',
      repository: data.repository,
      title: `Put ${name} in force in ${data.repository}?`.slice(0, 300),
      text,
      reasons: [reason(data.rationale, data.events, id)],
      contentSha256: order === undefined ? data.content_sha256 : contentHash(order.arguments),
      ...(order === undefined ? {} : { order }),
      rule: {
        rule: data.rule,
        kind: data.kind,
        name: data.name,
        ...(data.areas === undefined ? {} : { areas: data.areas }),
        ...(data.policy === undefined ? {} : { policy: data.policy }),
        version: data.version,
        contentSha256: data.content_sha256,
        ...(data.kind === 'lint_rule' ? { content: data.content } : {}),
        proposal: id,
      },
    },
  }
}

const orderOf = (data: Proposed['data'], path: string, name: string): NonNullable<ChangeWish['order']> => ({
  act: 'add_rule',
  arguments: {
    files: [{ path, content: data.content }],
    branch: `heimgewebe/${slug(data.rule)}-v${data.version}`,
    title: `Add ${name}`.slice(0, 300),
    body: data.rationale,
  },
})

/** A name that git and hauski take as a branch. */
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 100) || 'rule'

const proofWords = (proof: Proposed['data']['proof']): string =>
  `Tried on the past: fires on ${proof.fires_on.length} known bad changes, silent on ${proof.silent_on} good ones, ` +
  `false alarms on ${proof.false_alarms}${proof.misses === undefined ? '' : `, misses ${proof.misses}`}.`

/** What became of a wish at its level. */
export interface WishDecided {
  readonly drafts: Draft[]
  readonly decision: string
  /** A person has to be asked. */
  readonly ask: boolean
  /** Set where the level allows the act. */
  readonly allowed?: Allowed
}

/** Decides about a wish by the level of its agent: never, a person is asked, or done at once. */
export const decideWish = (event: MeshEvent, wish: ChangeWish, levels: Levels): WishDecided => {
  const level = findLevel(levels, { agent: wish.agent, act: 'change', repository: wish.repository })
  const undo = wish.order === undefined || UNDOABLE.includes(wish.order.act)
  const permission = permitAct({ act: 'change', asked: false, inBudget: true, undo }, level.level)
  const decide = (act: 'change' | 'none', chosen: 'propose' | 'act' | 'record-only', ...first: Reason[]) =>
    makeDecision(event, 'change', {
      act,
      chosen,
      agent: wish.agent,
      level,
      reasons: [...first, ...wish.reasons],
      repository: wish.repository,
      ...(wish.change === undefined ? {} : { change: wish.change }),
    })
  if (permission === 'do') {
    const decision = decide('change', 'act')
    const allowed = { decision: decision.id, level: level.level, by: `${wish.agent}, level ${level.level}` }
    return { drafts: [decision], decision: decision.id, ask: false, allowed }
  }
  if (permission === 'propose') {
    const decision = decide('change', 'propose')
    return { drafts: [decision], decision: decision.id, ask: true }
  }
  const why = `level ${level.level}: nothing is changed and nobody is asked`
  const decision = decide('none', 'record-only', reason(why, [event.id], event.id))
  return { drafts: [decision], decision: decision.id, ask: false }
}

/** A proposal that is refused as it stands, whatever the level. */
export const refuseProposal = (event: Proposed, why: string, levels: Levels): Draft[] => [
  makeDecision(event, 'change', {
    act: 'none',
    chosen: 'refuse',
    agent: 'heimlern',
    level: findLevel(levels, { agent: 'heimlern', act: 'change', repository: event.data.repository }),
    reasons: [reason(`the proposal cannot be used: ${why}`, [event.id], event.id)],
    repository: event.data.repository,
  }),
]

/** What allowed an act. */
export interface Allowed {
  readonly decision: string
  readonly level: number
  /** Answer of a person; absent where the level allowed it. */
  readonly approval?: string
  /** Who allowed it, for people. */
  readonly by: string
}

/** What follows from a wish that was allowed: an act for hauski, or a rule in force at once. */
export const enactWish = (
  event: MeshEvent,
  wish: ChangeWish,
  allowed: Allowed,
): { drafts: Draft[]; action?: string } => {
  if (wish.order === undefined) return { drafts: enactRule(event, wish, allowed) }
  const id = idAfter(event, 'action')
  const action = draft('action.requested.v1', {
    id,
    subject: `action/${id}`,
    causationid: allowed.decision,
    data: {
      repository: wish.repository,
      ...(wish.change === undefined ? {} : { change: wish.change }),
      act: wish.order.act,
      class: 'change',
      agent: wish.agent,
      arguments: wish.order.arguments,
      content_sha256: wish.contentSha256,
      decision: allowed.decision,
      ...(allowed.approval === undefined ? {} : { approval: allowed.approval }),
      level: allowed.level,
      ...(wish.rule === undefined ? {} : { proposal: wish.rule.proposal }),
    },
  })
  return { drafts: [action], action: id }
}

/** The rule of a wish is in force from now on; nothing where it has none. */
export const enactRule = (event: MeshEvent, wish: ChangeWish, allowed: Pick<Allowed, 'approval' | 'by'>): Draft[] => {
  if (wish.rule === undefined) return []
  const { rule, kind, version, contentSha256, content, proposal, name, areas, policy } = wish.rule
  return [
    draft('rule.enacted.v1', {
      id: idAfter(event, 'rule'),
      subject: `rule/${wish.repository}/${rule}`,
      data: {
        repository: wish.repository,
        rule,
        kind,
        version,
        content_sha256: contentSha256,
        ...(content === undefined ? {} : { content }),
        proposal,
        ...(name === undefined ? {} : { name }),
        ...(areas === undefined ? {} : { areas: [...areas] }),
        ...(policy === undefined ? {} : { policy }),
        ...(allowed.approval === undefined ? {} : { approval: allowed.approval }),
        by: allowed.by,
      },
    }),
  ]
}
