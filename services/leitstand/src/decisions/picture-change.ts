import type { MeshEvent } from '@heimgewebe/contracts'
import { instantOf } from './place-event.js'
import { webAddress } from './web-address.js'

/** What one event says about a change. Absent means: it says nothing about that, keep what is known. */
export interface ChangePicture {
  readonly subject: string
  readonly repository: string
  readonly kind: 'commit' | 'request' | 'branch'
  readonly title?: string
  readonly author?: string
  readonly number?: number
  readonly sha?: string
  readonly branch?: string
  readonly base_branch?: string
  readonly state?: 'open' | 'merged' | 'closed' | 'recorded'
  readonly draft?: boolean
  readonly url?: string
  readonly added?: number
  readonly deleted?: number
  readonly files?: number
  readonly changed_at?: string
  /** On the default branch, as far as is known. */
  readonly landed?: boolean
  readonly merge_sha?: string
  readonly percentile?: number
  readonly risk?: Readonly<Record<string, unknown>>
}

type Loose<T> = { [K in keyof T]?: T[K] | undefined }

/** Drops what an event does not say. */
const said = (fields: Loose<ChangePicture>): Partial<ChangePicture> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** The kind of change that a subject names. */
export const kindOf = (subject: string): ChangePicture['kind'] =>
  subject.startsWith('pr/') ? 'request' : subject.startsWith('branch/') ? 'branch' : 'commit'

const about = (
  event: MeshEvent,
  repository: string,
  fields: Loose<ChangePicture>,
  subject = event.subject,
): ChangePicture => ({
  subject,
  repository,
  kind: kindOf(subject),
  ...said(fields),
})

/** A recorded commit. */
export const pictureCommit = (event: MeshEvent<'change.recorded.v1'>): ChangePicture => {
  const {
    repository,
    change,
    sha,
    author,
    title,
    added,
    deleted,
    files,
    files_omitted,
    committed_at,
    on_default_branch,
  } = event.data
  return {
    subject: change,
    repository,
    kind: 'commit',
    title,
    author: author.name,
    sha,
    state: 'recorded',
    added,
    deleted,
    files: files.length + (files_omitted ?? 0),
    changed_at: instantOf(committed_at, event.time),
    landed: on_default_branch !== false,
  }
}

/** A proposed change, opened or with new content. */
export const pictureProposal = (event: MeshEvent<'pr.opened.v1'> | MeshEvent<'pr.updated.v1'>): ChangePicture => {
  const {
    repository,
    number,
    branch,
    base_branch,
    head,
    title,
    author,
    added,
    deleted,
    files,
    files_omitted,
    files_known,
    draft,
    url,
  } = event.data
  return about(event as MeshEvent, repository, {
    title,
    author: author.name,
    number,
    sha: head,
    branch,
    base_branch,
    state: 'open',
    draft: draft ?? false,
    url: webAddress(url),
    added,
    deleted,
    files: files_known ? files.length + (files_omitted ?? 0) : undefined,
    changed_at: instantOf(event.time, event.time),
  })
}

/** A merged change, and its commits, which are on the base branch from now on. */
export const pictureMerge = (event: MeshEvent<'pr.merged.v1'>): ChangePicture[] => {
  const { repository, number, branch, base_branch, title, author, merge_sha, commits, merged_at, url } = event.data
  const merged = about(event as MeshEvent, repository, {
    title,
    author: author?.name,
    number,
    branch,
    base_branch,
    state: 'merged',
    url: webAddress(url),
    merge_sha,
    changed_at: instantOf(merged_at, event.time),
  })
  const landed = (commits ?? []).map((sha) =>
    about(event as MeshEvent, repository, { sha, landed: true }, `change/${repository}/${sha}`),
  )
  return [merged, ...landed]
}

/** A change that was given up. */
export const pictureClose = (event: MeshEvent<'pr.closed.v1'>): ChangePicture => {
  const { repository, number, branch, title, closed_at } = event.data
  return about(event as MeshEvent, repository, {
    title,
    number,
    branch,
    state: 'closed',
    changed_at: instantOf(closed_at, event.time),
  })
}

/** The latest judgement of a change. */
export const pictureRisk = (event: MeshEvent<'risk.assessed.v1'>): ChangePicture => {
  const {
    repository,
    change,
    sha,
    title,
    percentile,
    probability,
    level,
    raised_by,
    signal,
    reasons,
    factors,
    baseline,
    areas,
    model,
  } = event.data
  const assessed_at = instantOf(event.time, event.time)
  return about(
    event as MeshEvent,
    repository,
    {
      title,
      sha,
      percentile,
      risk: {
        event: event.id,
        assessed_at,
        percentile,
        probability,
        level,
        ...(raised_by === undefined ? {} : { raised_by }),
        signal,
        reasons,
        ...(factors === undefined ? {} : { factors }),
        baseline,
        areas,
        model,
      },
    },
    change,
  )
}
