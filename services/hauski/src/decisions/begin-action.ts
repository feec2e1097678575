import { type Draft, type MeshEvent, contentHash, draft } from '@heimgewebe/contracts'
import { type OrderBounds, readOrder } from './read-order.js'
import { finishAction } from './finish-action.js'

type Requested = MeshEvent<'action.requested.v1'>

/** An answer of a person, as the log has it. */
export interface KnownApproval {
  readonly option: string
  /** What the person saw. */
  readonly contentSha256?: string
  /** After this moment no answer counts. */
  readonly deadline: string
  readonly answeredAt: string
  /** Request that it was used for already. */
  readonly usedBy?: string
}

/** What is known when an act is requested. */
export interface ActionKnown {
  /** Where the repository is, if it is known. */
  readonly location?: string
  /** The kill switch is thrown. */
  readonly stopped: boolean
  /** The approval that the request names, if the log has it. */
  readonly approval?: KnownApproval
  readonly bounds: OrderBounds
}

/** Who may ask for acts: the one service that decides. */
const CONDUCTOR = 'heimgewebe/heimgeist'
/** Level from which acts are done unattended. */
const OPERATIVE = 3

/** Answers a request with the intent to act, or with the reason why nothing is done. Every doubt is a refusal. */
export const beginAction = (event: Requested, known: ActionKnown): Draft[] => {
  const { data } = event
  const why = objection(event, known)
  if (why !== undefined) return [finishAction(event, { verdict: 'refused', reason: why }, 0)]
  return [
    draft('action.started.v1', {
      subject: `action/${event.id}`,
      data: {
        repository: data.repository,
        ...(data.change === undefined ? {} : { change: data.change }),
        request: event.id,
        act: data.act,
      },
    }),
  ]
}

const objection = (event: Requested, { approval, bounds, location, stopped }: ActionKnown): string | undefined => {
  const { data, source } = event
  if (source !== CONDUCTOR) return `${source} may not ask for acts`
  if (stopped) return 'the kill switch is thrown'
  if (contentHash(data.arguments) !== data.content_sha256) return 'the arguments are not those of content_sha256'
  const reading = readOrder(data.act, data.arguments, bounds)
  if (!reading.ok) return `the arguments cannot be used: ${reading.why}`
  if (location === undefined) return `nobody said where ${data.repository} is`
  if (data.class === 'look') return 'looking is not an act of hauski'
  if (isChange(event) && data.level < OPERATIVE) return approvalMissing(event, approval)
  return undefined
}

/** What is written into a repository is a change, whatever the request calls it. */
const isChange = ({ data }: Requested): boolean =>
  data.class === 'change' || !['set_status', 'write_comment'].includes(data.act)

const approvalMissing = ({ data, id }: Requested, approval: KnownApproval | undefined): string | undefined => {
  if (data.approval === undefined) return `level ${data.level} needs a person's yes, and none is named`
  if (approval === undefined) return 'the approval that is named is not in the log'
  if (approval.option !== 'approve') return `the person chose ${approval.option}`
  if (Date.parse(approval.answeredAt) > Date.parse(approval.deadline)) return 'the approval came after its deadline'
  if (approval.contentSha256 !== data.content_sha256) return 'the approval is of other content'
  if (approval.usedBy !== undefined && approval.usedBy !== id) return 'the approval was used already'
  return undefined
}
