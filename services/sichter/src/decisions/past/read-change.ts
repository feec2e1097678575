import type { EventData, MeshEvent } from '@heimgewebe/contracts'
import type { Change, FileChange } from './change.js'

type Commit = EventData['change.recorded.v1']
type Proposal = EventData['pr.opened.v1']

const seconds = (time: string): number => {
  const milliseconds = Date.parse(time)
  return Number.isFinite(milliseconds) ? Math.floor(milliseconds / 1000) : 0
}

const authorOf = ({ name, email }: Commit['author']): string => (email || name).toLowerCase().slice(0, 200)

/** Names in the changed lines, by which reports are compared with changes. */
const tokensOf = ({ identifiers }: Pick<Commit, 'identifiers'>): Pick<Change, 'tokens'> =>
  identifiers === undefined ? {} : { tokens: identifiers }

const filesOf = (files: Commit['files']): FileChange[] =>
  files.map(({ path, old_path, status, added, deleted, hunks }) => ({
    path,
    ...(old_path === undefined ? {} : { oldPath: old_path }),
    status,
    added,
    deleted,
    hunks: hunks ?? [],
  }))

/** A recorded commit as a change to judge. */
export const readCommit = (event: MeshEvent<'change.recorded.v1'>): Change => {
  const { data } = event
  return {
    id: data.change,
    sha: data.sha,
    event: event.id,
    author: authorOf(data.author),
    authoredAt: seconds(data.authored_at),
    committedAt: seconds(data.committed_at),
    title: data.title,
    body: data.body ?? '',
    added: data.added,
    deleted: data.deleted,
    fileCount: data.files.length + (data.files_omitted ?? 0),
    files: filesOf(data.files),
    ...(data.number === undefined ? {} : { number: data.number }),
    fixes: data.fixes ?? [],
    reverts: data.reverts ?? [],
    ...tokensOf(data),
  }
}

/** A proposed change as a change to judge; it is as old as the event that told of it. */
export const readProposal = (event: MeshEvent<'pr.opened.v1' | 'pr.updated.v1'>): Change => {
  const data: Proposal = event.data
  const time = seconds(event.time)
  return {
    id: event.subject,
    sha: data.head,
    event: event.id,
    author: authorOf(data.author),
    authoredAt: time,
    committedAt: time,
    title: data.title,
    body: data.body ?? '',
    added: data.added,
    deleted: data.deleted,
    fileCount: data.files.length + (data.files_omitted ?? 0),
    files: filesOf(data.files),
    fixes: [],
    reverts: [],
    ...tokensOf(data),
  }
}
