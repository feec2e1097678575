import type { MeshEvent } from '@heimgewebe/contracts'
import { LinkDraft, type Links } from './links.js'
import { kindOf } from './subjects.js'

/** What somebody linked by hand, or a text names outright; what follows from a cause is a little less sure. */
const BY_CAUSE = 0.9

const epicOf = (name: string): string => `epic/${name}`

/** An epic that is followed, and the issue that describes it. */
export const linkEpic = ({ data }: MeshEvent<'epic.opened.v1'>): Links => {
  const links = new LinkDraft(data.repository ?? '')
  const epic = links.about('epic', epicOf(data.epic), data.title, 'open')
  if (data.issue !== undefined) links.relate('belongs_to', links.named(kindOf(data.issue) ?? 'issue', data.issue), epic)
  return links
}

/** An epic that is over. */
export const linkEpicEnd = ({ data }: MeshEvent<'epic.closed.v1'>): Links => {
  const links = new LinkDraft('')
  links.about('epic', epicOf(data.epic), '', 'closed')
  return links
}

/** Something that belongs to an epic from now on. */
export const linkMember = ({ data }: MeshEvent<'epic.linked.v1'> | MeshEvent<'epic.attached.v1'>): Links => {
  const links = new LinkDraft(data.repository ?? '')
  const subject = 'change' in data ? data.change : data.subject
  const member = links.named(kindOf(subject) ?? 'change', subject)
  links.relate('belongs_to', member, links.named('epic', epicOf(data.epic)), data.how === 'cause' ? BY_CAUSE : 1)
  return links
}

/** Something that was taken out of an epic: it belongs to those alone that are left. */
export const unlinkMember = ({ data }: MeshEvent<'epic.unlinked.v1'>): Links => {
  const links = new LinkDraft('')
  const member = links.named(kindOf(data.subject) ?? 'change', data.subject)
  links.replace(member, 'belongs_to')
  for (const epic of data.remaining ?? []) links.relate('belongs_to', member, links.named('epic', epicOf(epic)))
  return links
}
