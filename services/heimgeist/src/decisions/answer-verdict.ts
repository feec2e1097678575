import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Levels, findLevel } from './find-level.js'
import { type Choice, type Reason, makeDecision, reason, requestGuard } from './make-decision.js'
import { permitAct } from './permit-act.js'
import { type PolicyInForce, needsGuard, policyReasons } from './follow-policies.js'
import { type Claim, claimOf, reasonsOf, restsOnMoreThanSize, touchesIncident } from './weigh-verdict.js'

type Verdict = MeshEvent<'risk.assessed.v1'>

/** What heimgeist knows when a verdict arrives. */
export interface VerdictKnown {
  readonly levels: Levels
  /** Areas that the repository's configuration marks as critical. */
  readonly critical: readonly string[]
  /** Event that carries that configuration. */
  readonly configuration?: string
  /** Guards that it names; absent where nobody read it yet. */
  readonly guards?: number
  /** It was said of this change already that no guard is configured. */
  readonly unguarded?: boolean
  /** Learned policies in force that the change has to follow. */
  readonly policies?: readonly PolicyInForce[]
  /** Commit of the change, where the verdict does not name it. */
  readonly sha?: string
  /** Guard that was already requested for the same commit, unasked. */
  readonly earlierGuard?: { readonly id: string; readonly areas: readonly string[] }
  /** Decision that already warned about the same commit. */
  readonly earlierWarning?: string
  /** Guard requests left for this repository today. */
  readonly guardsLeft: number
  /** Messages left for this repository today. */
  readonly messagesLeft: number
  /** Messages allowed a day. The last half is kept for high risk and failed guards. */
  readonly messagesPerDay: number
}

/** Whether a verdict can lead to a decision at all. What it cannot says: low risk that touches nothing critical and nothing that broke. */
export const concerns = (
  { data }: Verdict,
  critical: readonly string[],
  policies: readonly PolicyInForce[] = [],
): boolean =>
  claimOf(data) !== 'nothing' ||
  touchesIncident(data) ||
  policies.length > 0 ||
  data.areas.some((area) => critical.includes(area))

/**
 * Decides about a change that was judged: whether to look (request a guard: high risk, a critical area, or a file that an
 * incident came from) and whether to say something (high or medium risk). One decision a class of act, since each class
 * has its own level.
 */
export const answerVerdict = (event: Verdict, known: VerdictKnown): Draft[] => {
  const claim = claimOf(event.data)
  const critical = event.data.areas.filter((area) => known.critical.includes(area))
  const policies = known.policies ?? []
  const raised = policies.some(({ policy }) => policy.raise_to === 'high') ? 'high' : 'medium'
  const told = claim === 'high' || policies.length === 0 ? claim : raised
  const needs = claim === 'high' || critical.length > 0 || policies.some(needsGuard) || touchesIncident(event.data)
  return [...(needs ? look(event, known, critical) : []), ...(told === 'nothing' ? [] : say(event, known, told))]
}

const look = (event: Verdict, known: VerdictKnown, critical: readonly string[]): Draft[] => {
  const { data } = event
  const level = findLevel(known.levels, { agent: 'wgx', act: 'look', repository: data.repository })
  const permission = permitAct({ act: 'look', asked: false, inBudget: known.guardsLeft > 0, undo: false }, level.level)
  const why = [
    ...criticalReason(event, known, critical),
    ...policyReasons(known.policies ?? [], event.id),
    ...reasonsOf(event),
  ]
  const decide = (act: Choice['act'], chosen: Choice['chosen'], reasons: readonly Reason[]) =>
    makeDecision(event, 'look', { ...aboutChange(event), agent: 'wgx', act, chosen, level, reasons })

  // At no level would anything run; that is said once, with what would help.
  if (lacksGuard(data, known)) {
    const said = [noGuard(event, known), ...why]
    if (known.unguarded === true) return []
    return [permission === 'wait' ? decide('none', 'nothing', said) : decide('look', 'record-only', said)]
  }
  if (permission === 'wait')
    return [
      decide('none', 'nothing', [
        because(event, 'level 0: a guard runs when asked for, with @heimgewebe/wgx /guard changed'),
        ...why,
      ]),
    ]
  const { earlierGuard } = known
  if (earlierGuard && data.areas.every((area) => earlierGuard.areas.includes(area)))
    return [
      decide('look', 'record-only', [
        reason('a guard was already requested for this commit', [earlierGuard.id], event.id),
        ...why,
      ]),
    ]
  if (permission !== 'do')
    return [
      decide('look', 'record-only', [
        because(event, 'the guard requests of this repository for today are used up'),
        ...why,
      ]),
    ]

  const decision = decide('look', 'request-guard', why)
  const wish = {
    ...aboutChange(event),
    sha: data.sha ?? known.sha,
    area: 'changed',
    kind: 'guard' as const,
    by: 'heimgeist',
  }
  return [decision, requestGuard(event, 'guard', decision, wish)]
}

/**
 * Whether no guard could run for an open change: its repository names none. Where it names others than those of the touched
 * areas, wgx may choose one of them; and a commit may be checked by a learned rule.
 */
const lacksGuard = ({ open }: Verdict['data'], { guards }: Pick<VerdictKnown, 'guards'>): boolean =>
  open && guards === 0

/** Whether an answer says so. */
export const saysNoGuard = (
  { data }: Verdict,
  drafts: readonly Draft[],
  known: Pick<VerdictKnown, 'guards'>,
): boolean => lacksGuard(data, known) && drafts.some((one) => (one.data as { agent?: string }).agent === 'wgx')

const noGuard = (event: Verdict, { configuration }: VerdictKnown): Reason => {
  const { areas } = event.data
  const touched = areas.length === 0 ? '' : ` (${areas.slice(0, 5).join(', ')})`
  const [area = '*'] = areas
  return reason(
    `no guard is configured for what it touches${touched}: .heimgewebe.yaml names none, so none is asked for; one with "area: ${area}" or "area: '*'" would run`,
    configuration === undefined ? [event.id] : [configuration, event.id],
    event.id,
  )
}

const say = (event: Verdict, known: VerdictKnown, claim: Exclude<Claim, 'nothing'>): Draft[] => {
  const { data } = event
  const level = findLevel(known.levels, { agent: 'heimgeist', act: 'say', repository: data.repository })
  const enough = claim === 'high' ? known.messagesLeft > 0 : known.messagesLeft > known.messagesPerDay / 2
  const permission = permitAct({ act: 'say', asked: false, inBudget: enough, undo: false }, level.level)
  const decide = (act: Choice['act'], chosen: Choice['chosen'], ...first: Reason[]) => [
    makeDecision(event, 'say', {
      ...aboutChange(event),
      agent: 'heimgeist',
      act,
      chosen,
      level,
      reasons: [...first, ...policyReasons(known.policies ?? [], event.id), ...reasonsOf(event)],
    }),
  ]

  if (permission === 'wait') return decide('none', 'nothing', because(event, 'level 0: nothing is said unasked'))
  if (known.earlierWarning !== undefined)
    return decide(
      'say',
      'record-only',
      reason('this commit was already warned about', [known.earlierWarning], event.id),
    )
  // A message to people must rest on more than the size of a change, or on a policy with its cases.
  if (!restsOnMoreThanSize(data) && (known.policies ?? []).length === 0) return decide('say', 'record-only')
  if (permission === 'do') return decide('say', 'warn')
  return decide(
    'say',
    'record-only',
    because(
      event,
      level.level === 1
        ? 'level 1: recorded, and shown when asked'
        : 'the messages of this repository for today are used up',
    ),
  )
}

const aboutChange = ({ data }: Verdict) => ({ repository: data.repository, change: data.change, areas: data.areas })

const because = (event: Verdict, text: string): Reason => reason(text, [event.id], event.id)

const criticalReason = (event: Verdict, known: VerdictKnown, critical: readonly string[]): Reason[] => {
  if (critical.length === 0) return []
  const evidence = known.configuration === undefined ? [event.id] : [known.configuration, event.id]
  return [
    reason(
      `touches ${critical.join(', ')}: marked critical in .heimgewebe.yaml, so every change of it is guarded`,
      evidence,
      event.id,
    ),
  ]
}
