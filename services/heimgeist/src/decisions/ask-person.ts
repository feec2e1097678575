import { type Draft, type EventData, type MeshEvent, draft } from '@heimgewebe/contracts'
import { CHOICES } from './failures/choices.js'
import { idAfter } from './make-decision.js'
import type { ChangeWish } from './propose-change.js'

/** How long a person may think, and who tells them. */
export interface Asking {
  /** From the question to the moment after which no answer counts, in milliseconds. */
  readonly approvalMs: number
  /** From the question to its one reminder, in milliseconds. */
  readonly remindMs: number
  /** Who tells them: web, cli, or a provider of hauski by its name. */
  readonly providers: readonly string[]
}

/**
 * The question about a wish. The event is the alarm that told what time it is: the proposal's own time may lie in the
 * imported past, and a deadline counts from when a person can see the question.
 */
export const askPerson = (
  event: MeshEvent<'alarm.rang.v1'>,
  wish: ChangeWish,
  asking: Asking,
): Draft<'approval.requested.v1'> & { readonly id: string } => {
  const id = idAfter(event, 'question')
  const now = Date.parse(event.time)
  const remind = asking.remindMs < asking.approvalMs ? [new Date(now + asking.remindMs).toISOString()] : []
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
        act: wish.failure === undefined ? 'change' : 'say',
        options: optionsOf(wish),
        deadline: new Date(now + asking.approvalMs).toISOString(),
        ...(remind[0] === undefined ? {} : { remind_at: remind[0] }),
        providers: [...asking.providers],
        ...(wish.failure === undefined ? {} : { report: wish.failure }),
        reasons: wish.reasons.slice(0, 3).map(({ text, events }) => ({ text, events: [...events] })),
      },
    }),
    id,
  }
}

const optionsOf = (wish: ChangeWish): EventData['approval.requested.v1']['options'] =>
  wish.failure === undefined
    ? [
        { id: 'approve', label: 'Yes, do it', effect: effectOf(wish) },
        { id: 'reject', label: 'No', effect: 'Nothing is done, and that is recorded.' },
      ]
    : CHOICES.map(({ option }) => option)

const effectOf = ({ order, rule }: ChangeWish): string => {
  if (order === undefined) return `Version ${rule?.version ?? 1} of the rule is in force at once.`
  const { branch } = order.arguments as { branch?: string }
  return `${order.act.replace('_', ' ')} on branch ${branch ?? 'of its own'}; it can be reverted.`.slice(0, 1000)
}
