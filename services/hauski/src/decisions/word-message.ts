import type { EventData } from '@heimgewebe/contracts'

type Kind = EventData['delivery.started.v1']['kind']

/** A message as it was kept. */
export interface KeptMessage {
  readonly title: string
  readonly repository: string | null
  readonly change: string | null
  readonly reasons: readonly string[]
  readonly deadline: string | null
  readonly request: string | null
}

/** A message for people: what, why, until when, and where to answer. No link carries a token. */
export const wordMessage = (kind: Kind, message: KeptMessage, page: string) => {
  const { title, repository, change, reasons, deadline, request } = message
  const link = new URL(page)
  if (request !== null) link.searchParams.set('approval', request)
  else if (change !== null) link.searchParams.set('change', change)
  return {
    kind,
    title,
    reasons,
    link: link.href,
    ...(repository === null ? {} : { repository }),
    ...(change === null ? {} : { change }),
    ...(deadline === null ? {} : { deadline }),
    ...(request === null ? {} : { command: `heimgewebe approvals ${request}` }),
  }
}

/** Whether the time to answer is over, so that telling of it helps nobody. */
export const isTooLate = ({ deadline }: Pick<KeptMessage, 'deadline'>, nowMs: number): boolean =>
  deadline !== null && nowMs > Date.parse(deadline)
