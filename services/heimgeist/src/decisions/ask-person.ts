import { type Draft, type MeshEvent, draft } from '@heimgewebe/contracts'
import { idAfter } from './make-decision.js'
import type { ChangeWish } from './propose-change.js'

/** How long a person may think. */
export interface AskingTimes {
  /** From the question to the moment after which no answer counts, in milliseconds. */
  readonly approvalMs: number
  /** From the question to its one reminder, in milliseconds. */
  readonly remindMs: number
}

/** Who shows questions to people today: the page by its API, and the command line. */
const PROVIDERS = ['web', 'cli']

/**
 * The question about a wish. The event is the alarm that told what time it is: the proposal's own time may lie in the
 * imported past, and a deadline counts from when a person can see the question.
 */
export const askPerson = (
  event: MeshEvent<'alarm.rang.v1'>,
  wish: ChangeWish,
  times: AskingTimes,
): Draft<'approval.requested.v1'> & { readonly id: string } => {
  const id = idAfter(event, 'question')
  const now = Date.parse(event.time)
  const remind = times.remindMs < times.approvalMs ? [new Date(now + times.remindMs).toISOString()] : []
  return {
    ...draft('approval.requested.v1', {
      subject: `approval/${id}`,
      data: {
        repository: wish.repository,
        ...(wish.change === undefined ? {} : { change: wish.change }),
        about: event.data.about,
        title: wish.title,
        text: wish.text,
        content_sha256: wish.contentSha256,
        act: 'change',
        options: [
          { id: 'approve', label: 'Yes, do it', effect: effectOf(wish) },
          { id: 'reject', label: 'No', effect: 'Nothing is done, and that is recorded.' },
        ],
        deadline: new Date(now + times.approvalMs).toISOString(),
        ...(remind[0] === undefined ? {} : { remind_at: remind[0] }),
        providers: PROVIDERS,
        reasons: wish.reasons.slice(0, 3).map(({ text, events }) => ({ text, events: [...events] })),
      },
    }),
    id,
  }
}

const effectOf = ({ order, rule }: ChangeWish): string => {
  if (order === undefined) return `Version ${rule?.version ?? 1} of the rule is in force at once.`
  const { branch } = order.arguments as { branch?: string }
  return `${order.act.replace('_', ' ')} on branch ${branch ?? 'of its own'}; it can be reverted.`.slice(0, 1000)
}
