import { HostError } from '../errors.js'
import type { HostCalls, StatusToSet, Wanted, Written } from '../provider.js'
import { sameText, unmarked, withMark } from './marker.js'
import { fitting, OwnThings } from './own-things.js'
import type { Found, FoundStatus, WritingParts } from './writing-parts.js'

/** The calls that write, and those that look whether that is needed. */
export type WritingCalls = Pick<
  HostCalls,
  | 'self'
  | 'setStatus'
  | 'keepComment'
  | 'deleteComment'
  | 'openChange'
  | 'closeChange'
  | 'openIssue'
  | 'closeIssue'
  | 'findWritten'
>

/**
 * How everything is written: look for what an earlier try left, and only then write. Own things are those of the token's
 * account that bear the marker; things of others are never touched.
 */
export const writing = (parts: WritingParts): WritingCalls => {
  const own = new OwnThings(parts)
  const end = async (one: Found, what: string, close: () => Promise<void>): Promise<boolean> => {
    await own.checkOwn(one, what)
    if (one.open !== true) return false
    await close()
    return true
  }
  return {
    self: () => own.self(),

    async setStatus(repository, asked) {
      const status = fitting(asked)
      const { latest, same } = await own.status(repository, status)
      if (same) return { id: status.sha, outcome: 'unchanged' }
      const written = await parts.addStatus(repository, status)
      return latest === undefined || written.outcome === 'unchanged' ? written : { ...written, before: wordsOf(latest) }
    },

    async keepComment(repository, { text, ...about }) {
      if (text.trim() === '') return undefined
      const full = withMark(text, about.marker)
      const found = await own.comment(repository, about)
      if (found === undefined) return parts.addComment(repository, about.on, about.number, full)
      if (sameText(found.text, full)) return unchanged(found)
      await parts.editComment(repository, about.on, about.number, found.id, full)
      return { ...unchanged(found), outcome: 'updated', before: { text: unmarked(found.text, about.marker) } }
    },

    async deleteComment(repository, about) {
      const found = await own.comment(repository, about)
      if (found === undefined) return undefined
      await parts.removeComment(repository, about.on, about.number, found.id)
      return { id: found.id, outcome: 'removed', before: { text: unmarked(found.text, about.marker) } }
    },

    async openChange(repository, { marker, ...change }) {
      const asked = { ...change, body: withMark(change.body, marker) }
      const { own: found, foreign } = await own.change(repository, change.branch, marker)
      if (found === undefined && foreign !== undefined)
        throw new HostError('conflict', `${parts.host}: change ${foreign.id} is open for ${change.branch} already`)
      if (found === undefined) return parts.addChange(repository, asked)
      // A person closed it: that is an answer, and not to be undone.
      if (found.open !== true || isLike(found, asked)) return unchanged(found)
      await parts.editChange(repository, found.id, asked)
      const before = { title: found.title ?? '', text: unmarked(found.text, marker) }
      return { ...unchanged(found), outcome: 'updated', before }
    },

    closeChange: async (repository, number) =>
      end(await parts.readChange(repository, number), 'change', () => parts.endChange(repository, number)),

    async openIssue(repository, { marker, ...issue }) {
      const found = await own.issue(repository, marker)
      if (found !== undefined) return unchanged(found)
      return parts.addIssue(repository, { ...issue, body: withMark(issue.body, marker) })
    },

    closeIssue: async (repository, number) =>
      end(await parts.readIssue(repository, number), 'issue', () => parts.endIssue(repository, number)),

    findWritten: (repository, wanted) => findWritten(parts, own, repository, wanted),
  }
}

/** The same look as before a write, and nothing after it. */
const findWritten = async (
  parts: WritingParts,
  own: OwnThings,
  repository: string,
  wanted: Wanted,
): Promise<Written | undefined> => {
  switch (wanted.kind) {
    case 'status': {
      const status = fitting(wanted)
      const { same } = await own.status(repository, status)
      return same ? { id: status.sha, outcome: 'unchanged' } : undefined
    }
    case 'comment': {
      const found = await own.comment(repository, wanted)
      if (wanted.text.trim() === '') return found === undefined ? { id: '', outcome: 'removed' } : undefined
      return found !== undefined && sameText(found.text, withMark(wanted.text, wanted.marker))
        ? unchanged(found)
        : undefined
    }
    case 'change': {
      const { own: found } = await own.change(repository, wanted.branch, wanted.marker)
      const asked = { title: wanted.title, body: withMark(wanted.body, wanted.marker) }
      return found !== undefined && isLike(found, asked) ? unchanged(found) : undefined
    }
    case 'issue': {
      const found = await own.issue(repository, wanted.marker)
      return found && unchanged(found)
    }
    case 'closed change':
      return closed(await parts.readChange(repository, wanted.number))
    case 'closed issue':
      return closed(await parts.readIssue(repository, wanted.number))
  }
}

const closed = (one: Found): Written | undefined => (one.open === true ? undefined : unchanged(one))

const unchanged = ({ id, url }: Found): Written => ({
  id,
  outcome: 'unchanged',
  ...(url === undefined ? {} : { url }),
})

const isLike = (found: Found, asked: { readonly title: string; readonly body: string }): boolean =>
  sameText(found.title, asked.title) && sameText(found.text, asked.body)

/** The words of all hosts for a status; what still runs counts as pending. */
const STATES: Readonly<Record<string, StatusToSet['state']>> = {
  success: 'success',
  failure: 'failure',
  failed: 'failure',
  error: 'error',
  canceled: 'error',
}

const wordsOf = ({ state, description = '', url }: FoundStatus): NonNullable<Written['before']> => ({
  text: description,
  state: Object.hasOwn(STATES, state) ? STATES[state]! : 'pending',
  ...(url === undefined ? {} : { url }),
})
