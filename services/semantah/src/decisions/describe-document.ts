import type { MeshEvent } from '@heimgewebe/contracts'

/** What search can be narrowed to. A commit, a change request and a branch are all changes. */
export type DocumentKind = 'change' | 'incident' | 'issue' | 'ci' | 'comment'

/** What one event says about one thing that can be found. A thing may have several parts, such as report and resolution. */
export interface DocumentPart {
  /** What it is about, such as `pr/acme/shop/42`. */
  readonly subject: string
  /** Which part of it: a later event with the same part replaces it. */
  readonly part: string
  readonly kind: DocumentKind
  readonly repository: string
  readonly title: string
  readonly body: string
  /** Paths, functions, services: names that people search for, a line each. */
  readonly names: string
}

/** Longest list of names of one document, in characters. */
const MAX_NAMES = 8000

type Change = MeshEvent<'change.recorded.v1' | 'pr.opened.v1' | 'pr.updated.v1'>

/** A commit, change request or branch as it is found: title, text, paths and functions. */
export const describeChange = ({ subject, data }: Change): DocumentPart => ({
  subject,
  part: 'change',
  kind: 'change',
  repository: data.repository,
  title: data.title,
  body: data.body ?? '',
  names: names(data.files.flatMap(({ path, old_path }) => [path, old_path ?? '']).concat(functionsOf(data.files))),
})

/** An incident as it was reported. */
export const describeIncident = ({ subject, data }: MeshEvent<'incident.detected.v1'>): DocumentPart => ({
  subject,
  part: 'report',
  kind: 'incident',
  repository: data.repository ?? '',
  title: data.title,
  body: data.text ?? '',
  names: names([data.service ?? '', ...(data.files ?? [])]),
})

/** How an incident ended. */
export const describeResolution = ({ subject, data }: MeshEvent<'incident.resolved.v1'>): DocumentPart => ({
  subject,
  part: 'resolution',
  kind: 'incident',
  repository: data.repository ?? '',
  title: data.title ?? '',
  body: data.resolution ?? '',
  names: names([data.fixed_by ?? '', data.caused_by ?? '']),
})

/** An issue as it was opened. */
export const describeIssue = ({ subject, data }: MeshEvent<'issue.opened.v1'>): DocumentPart => ({
  subject,
  part: 'issue',
  kind: 'issue',
  repository: data.repository,
  title: data.title,
  body: data.body ?? '',
  names: names(data.labels ?? []),
})

/** Outcomes of a CI run that somebody may look for later. */
const FAILED = ['failure', 'timed_out', 'startup_failure']

/** A failed CI run; undefined where it did not fail. */
export const describeFailure = ({ subject, data }: MeshEvent<'ci.result.v1'>): DocumentPart | undefined => {
  if (!FAILED.includes(data.outcome)) return undefined
  const { pipeline, outcome, branch = '', tests } = data
  const counted = tests ? `, ${tests.failed} of ${tests.failed + tests.passed} tests failed` : ''
  return {
    subject,
    part: `${pipeline}/${data.run ?? ''}`,
    kind: 'ci',
    repository: data.repository,
    title: `${pipeline}: ${outcome.replace('_', ' ')}`,
    body: `${pipeline} ended with ${outcome.replace('_', ' ')}${branch && ` on ${branch}`}${counted}`,
    names: names([data.sha, branch]),
  }
}

/** A comment. Several are about one subject, so its event names it. */
export const describeComment = ({ id, data }: MeshEvent<'comment.created.v1'>): DocumentPart => ({
  subject: `comment/${id}`,
  part: 'comment',
  kind: 'comment',
  repository: data.repository,
  title: data.text.split('\n', 1)[0]!.slice(0, 200),
  body: data.text,
  names: names([data.about]),
})

type Files = Change['data']['files']

const functionsOf = (files: Files): string[] =>
  files.flatMap(({ hunks = [] }) => hunks.map((hunk) => hunk[4] as string))

const names = (all: readonly string[]): string =>
  [...new Set(all)]
    .filter((name) => name !== '')
    .join('\n')
    .slice(0, MAX_NAMES)
