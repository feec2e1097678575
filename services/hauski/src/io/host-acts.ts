import { HostError, type HostProvider, type Wanted, type Written } from '@heimgewebe/hosts'
import type { HostOrder, Outcome, Task } from './world.js'

/** Does what is ordered at a host, after it has looked whether it stands there already. Throws `HostError`. */
export const actAtHost = async (provider: HostProvider, name: string, task: HostTask): Promise<Outcome> => {
  const wanted = wantedOf(task)
  switch (wanted.kind) {
    case 'status':
      return outcomeOf(task, await provider.setStatus(name, wanted))
    case 'comment':
      return wanted.text.trim() === ''
        ? outcomeOf(task, await provider.deleteComment(name, wanted), 'there is nothing to say, and no comment')
        : outcomeOf(task, await provider.keepComment(name, wanted))
    case 'issue':
      return outcomeOf(task, await provider.openIssue(name, wanted))
    case 'change':
      return outcomeOf(task, await provider.openChange(name, wanted))
    case 'closed change':
      return closed(wanted.number, await provider.closeChange(name, wanted.number))
    case 'closed issue':
      return closed(wanted.number, await provider.closeIssue(name, wanted.number))
  }
}

/** Whether it stands there as it was ordered; nothing is written. */
export const lookAtHost = async (
  provider: HostProvider,
  name: string,
  task: HostTask,
): Promise<Outcome | undefined> => {
  const found = await provider.findWritten(name, wantedOf(task))
  // What stood there before is not known any more; what can be closed can be closed all the same.
  const undo = task.order.kind === 'issue' && found ? { undo: undoOf(task, { ...found, outcome: 'created' }) } : {}
  return found && { verdict: 'done', result: resultOf(task, found), ...undo }
}

/** A task of a kind that hosts do. */
export type HostTask = Task & { readonly order: HostOrder }

/** The order in the words of the port. */
const wantedOf = ({ name, order, repository }: HostTask): Wanted => {
  switch (order.kind) {
    case 'status': {
      const { sha, context, state, text: description, url } = order
      return { kind: 'status', sha, name: context, state, description, ...(url === undefined ? {} : { url }) }
    }
    case 'comment':
      return { kind: 'comment', ...numberOf(order.change, name), marker: order.marker, text: order.text }
    case 'issue':
      return order
    case 'propose': {
      const { branch, base = repository.defaultBranch, title, body } = order
      return { kind: 'change', branch, base, title, body, marker: markerOf(branch) }
    }
    case 'close':
      return { kind: `closed ${order.what}`, number: order.number }
  }
}

/** A change is found by its branch; its marker says that it is ours, and may not hold two hyphens in a row. */
const markerOf = (branch: string): string => `change/${branch.replaceAll('--', '-.')}`

/** Subjects are pr/<repository>/<number> and issue/<repository>/<number>; nothing else has a place for a comment. */
const numberOf = (subject: string, repository: string): { on: 'change' | 'issue'; number: number } => {
  const [, word, named, number] = /^(pr|issue)\/(.+)\/(\d{1,9})$/.exec(subject) ?? []
  if (number === undefined) throw new HostError('refused', `${subject} has no number at a host`)
  if (named !== repository) throw new HostError('refused', `${subject} is not in ${repository}`)
  return { on: word === 'pr' ? 'change' : 'issue', number: Number(number) }
}

const outcomeOf = (task: HostTask, written: Written | undefined, none = 'it stands there already'): Outcome => {
  if (written === undefined) return { verdict: 'nothing_to_do', reason: none }
  const result = resultOf(task, written)
  if (written.outcome === 'unchanged') return { verdict: 'nothing_to_do', reason: none, result }
  return { verdict: 'done', result, undo: undoOf(task, written) }
}

const closed = (number: number, done: boolean): Outcome =>
  done
    ? { verdict: 'done', result: { id: String(number) } }
    : { verdict: 'nothing_to_do', reason: 'it is not open', result: { id: String(number) } }

const MAX_URL = 2000

const resultOf = ({ order }: HostTask, { id, url }: Written): NonNullable<Outcome['result']> => ({
  ...(id === '' ? {} : { id: id.slice(0, 200) }),
  ...(order.kind === 'status' ? { commit: order.sha } : {}),
  ...(order.kind === 'propose' ? { branch: order.branch } : {}),
  ...(url !== undefined && url.length <= MAX_URL && /^https?:\/\/[^/@]+(\/|$)/.test(url) ? { url } : {}),
})

/** The act that puts back what stood there before. */
const undoOf = ({ order }: HostTask, { id, before }: Written): NonNullable<Outcome['undo']> => {
  switch (order.kind) {
    case 'status': {
      // A status cannot be deleted. One that waits is what a host takes one for that was never there.
      const { state = 'pending', text, url } = before ?? { text: 'taken back' }
      const more = { ...(text === '' ? {} : { text }), ...(url === undefined ? {} : { url }) }
      return { act: 'set_status', arguments: { sha: order.sha, context: order.context, state, ...more } }
    }
    case 'comment': {
      const { change, marker } = order
      return { act: 'write_comment', arguments: { change, marker, text: before?.text ?? '' } }
    }
    case 'issue':
      return { act: 'open_issue', arguments: { id, state: 'closed' } }
    case 'propose': {
      const { branch, base } = order
      if (before === undefined) return { act: 'update_change', arguments: { id, state: 'closed' } }
      const former = { title: before.title ?? order.title, body: before.text }
      return { act: 'update_change', arguments: { branch, ...(base === undefined ? {} : { base }), ...former } }
    }
    case 'close':
      throw new Error('what was closed stays closed')
  }
}
