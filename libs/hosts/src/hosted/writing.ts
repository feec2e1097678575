import { HostError } from '../errors.js'
import type { HostPerson } from '../models.js'
import type { ChangeToOpen, CommentToKeep, HostCalls, IssueToOpen, StatusToSet, Written } from '../provider.js'
import { bears, sameText, withMark } from './marker.js'

/** A comment, change or issue as far as writing has to know it. */
export interface Found {
  readonly id: string
  readonly author: string
  readonly text: string | undefined
  /** Of changes and issues. */
  readonly title?: string
  readonly open?: boolean
  readonly url?: string
}

/** A status as far as writing has to know it. */
export interface FoundStatus {
  readonly name: string
  readonly state: string
  readonly description: string | undefined
  readonly url: string | undefined
}

/** What writing needs of a host: how it finds, makes and changes things. The rules are the same for all. */
export interface WritingParts {
  readonly host: string
  self(): Promise<HostPerson>
  /** Statuses of a commit, the newest first. */
  findStatuses(repository: string, sha: string, name: string): Promise<readonly FoundStatus[]>
  addStatus(repository: string, status: StatusToSet): Promise<Written>
  /** The state word of the host. */
  stateWord(state: StatusToSet['state']): string
  findComments(repository: string, on: CommentToKeep['on'], number: number): Promise<readonly Found[]>
  addComment(repository: string, on: CommentToKeep['on'], number: number, text: string): Promise<Written>
  editComment(repository: string, on: CommentToKeep['on'], number: number, id: string, text: string): Promise<void>
  removeComment(repository: string, on: CommentToKeep['on'], number: number, id: string): Promise<void>
  /** Changes from this branch, open ones first. */
  findChanges(repository: string, branch: string): Promise<readonly Found[]>
  readChange(repository: string, number: number): Promise<Found>
  addChange(repository: string, change: Pick<ChangeToOpen, 'branch' | 'base' | 'title' | 'body'>): Promise<Written>
  editChange(repository: string, id: string, change: { readonly title: string; readonly body: string }): Promise<void>
  endChange(repository: string, number: number): Promise<void>
  /** Issues that this person opened, newest first, until `wanted` holds for one. */
  findIssues(repository: string, author: string, wanted: (one: Found) => boolean): Promise<readonly Found[]>
  readIssue(repository: string, number: number): Promise<Found>
  addIssue(repository: string, issue: Pick<IssueToOpen, 'title' | 'body'>): Promise<Written>
  endIssue(repository: string, number: number): Promise<void>
}

/** Longest description of a status, in characters: the shortest limit of the hosts. */
const MAX_DESCRIPTION = 140

/** The calls that write. */
export type WritingCalls = Pick<
  HostCalls,
  'self' | 'setStatus' | 'keepComment' | 'deleteComment' | 'openChange' | 'closeChange' | 'openIssue' | 'closeIssue'
>

/**
 * How everything is written: look for what an earlier try left, and only then write. Own things are those of the token's
 * account that bear the marker; things of others are never touched.
 */
export const writing = (parts: WritingParts): WritingCalls => {
  let known: Promise<HostPerson> | undefined
  const self = async (): Promise<HostPerson> => {
    known ??= parts.self()
    known.catch(() => (known = undefined))
    return known
  }
  const isOwn = async (one: Found, marker: string): Promise<boolean> =>
    one.author === (await self()).name && bears(one.text, marker)
  const ownOf = async (all: readonly Found[], marker: string): Promise<Found | undefined> => {
    for (const one of all) if (await isOwn(one, marker)) return one
    return undefined
  }
  const end = async (one: Found, what: string, close: () => Promise<void>): Promise<boolean> => {
    if (one.author !== (await self()).name)
      throw new HostError('refused', `${parts.host}: ${what} ${one.id} is not our own`)
    if (one.open !== true) return false
    await close()
    return true
  }
  return {
    self,

    async setStatus(repository, asked) {
      const description = asked.description.trim().slice(0, MAX_DESCRIPTION).toWellFormed()
      const status = { ...asked, description }
      const [latest] = await parts.findStatuses(repository, status.sha, status.name)
      const same =
        latest?.state === parts.stateWord(status.state) &&
        sameText(latest.description, description) &&
        (latest.url ?? '') === (status.url ?? '')
      return same ? { id: status.sha, outcome: 'unchanged' } : parts.addStatus(repository, status)
    },

    async keepComment(repository, { on, number, marker, text }) {
      if (text.trim() === '') return undefined
      const full = withMark(text, marker)
      const own = await ownOf(await parts.findComments(repository, on, number), marker)
      if (own === undefined) return parts.addComment(repository, on, number, full)
      const url = own.url === undefined ? {} : { url: own.url }
      if (sameText(own.text, full)) return { id: own.id, outcome: 'unchanged', ...url }
      await parts.editComment(repository, on, number, own.id, full)
      return { id: own.id, outcome: 'updated', ...url }
    },

    async deleteComment(repository, { on, number, marker }) {
      const own = await ownOf(await parts.findComments(repository, on, number), marker)
      if (own === undefined) return false
      await parts.removeComment(repository, on, number, own.id)
      return true
    },

    async openChange(repository, { marker, ...change }) {
      const asked = { ...change, body: withMark(change.body, marker) }
      const found = await parts.findChanges(repository, change.branch)
      const own = await ownOf(found, marker)
      const foreign = found.find((one) => one.open === true && one.id !== own?.id)
      if (own === undefined && foreign !== undefined)
        throw new HostError('conflict', `${parts.host}: change ${foreign.id} is open for ${change.branch} already`)
      if (own === undefined) return parts.addChange(repository, asked)
      const url = own.url === undefined ? {} : { url: own.url }
      // A person closed it: that is an answer, and not to be undone.
      if (own.open !== true || (sameText(own.title, asked.title) && sameText(own.text, asked.body)))
        return { id: own.id, outcome: 'unchanged', ...url }
      await parts.editChange(repository, own.id, asked)
      return { id: own.id, outcome: 'updated', ...url }
    },

    closeChange: async (repository, number) =>
      end(await parts.readChange(repository, number), 'change', () => parts.endChange(repository, number)),

    async openIssue(repository, { marker, ...issue }) {
      const me = (await self()).name
      const own = await ownOf(await parts.findIssues(repository, me, (one) => bears(one.text, marker)), marker)
      if (own !== undefined)
        return { id: own.id, outcome: 'unchanged', ...(own.url === undefined ? {} : { url: own.url }) }
      return parts.addIssue(repository, { ...issue, body: withMark(issue.body, marker) })
    },

    closeIssue: async (repository, number) =>
      end(await parts.readIssue(repository, number), 'issue', () => parts.endIssue(repository, number)),
  }
}
