import type { MeshEvent } from '@heimgewebe/contracts'
import { commitOf, pullRequestOf } from '../subjects.js'
import { tellingWords } from './telling-words.js'

/** What is compared with what: reports of people and monitors, and failed runs, whose words are those of tests. */
export type ProblemKind = 'incidents' | 'failures'

/** Something that went wrong, with the words that tell what. */
export interface Problem {
  /** The incident or issue, or the change whose run failed: however often it fails, it is one problem. */
  readonly subject: string
  readonly repository: string
  readonly kind: ProblemKind
  /** Event that tells of it; for a failed run the latest. */
  readonly event: string
  /** When it was, in Unix milliseconds. */
  readonly atMs: number
  readonly words: readonly string[]
}

/**
 * Words of one problem, the first: a title, or what failed. In long texts any two share some: with them, of 100 draws of 20
 * fixes of Open vSwitch 29 had a cluster, with the titles alone 6, which were alike (docs/search.md).
 */
const MOST_WORDS = 12
/** Failed tests of a run that are read, the first. */
const MOST_TESTS = 3
const CI_FAILED: readonly string[] = ['failure', 'timed_out']
const GUARD_FAILED: readonly string[] = ['failed', 'timed_out', 'out_of_memory']

/** An incident or issue as a problem; undefined where it belongs to no repository or its title says nothing. */
export const readReport = (event: MeshEvent<'incident.detected.v1' | 'issue.opened.v1'>): Problem | undefined =>
  problem(event, 'incidents', event.data.repository, event.subject, event.data.title)

/** A failed CI run as a problem of its change; undefined where it passed or does not say what failed. */
export const readCiFailure = (event: MeshEvent<'ci.result.v1'>): Problem | undefined => {
  const { repository, sha, number, branch, outcome, failures = [] } = event.data
  if (!CI_FAILED.includes(outcome)) return undefined
  const of = branch === undefined ? commitOf(repository, sha) : `branch/${repository}/${branch}`
  const subject = number === undefined ? of : pullRequestOf(repository, number)
  return problem(event, 'failures', repository, subject, textOf(failures))
}

/** A failed guard as a problem of its change; undefined where it is not the change's, or does not say what failed. */
export const readGuardFailure = (event: MeshEvent<'guard.finished.v1'>): Problem | undefined => {
  const { repository, change, verdict, fault, failures = [] } = event.data
  if (!GUARD_FAILED.includes(verdict) || fault === 'flaky' || fault === 'before') return undefined
  return problem(event, 'failures', repository, change, textOf(failures))
}

const textOf = (failures: readonly { readonly name: string; readonly message?: string }[]): string =>
  failures
    .slice(0, MOST_TESTS)
    .map(({ name, message = '' }) => `${name}\n${message.trimStart().split('\n', 1)[0]!}`)
    .join('\n')

const problem = (
  { id, time }: MeshEvent,
  kind: ProblemKind,
  repository: string | undefined,
  subject: string,
  text: string,
): Problem | undefined => {
  const words = tellingWords(text, MOST_WORDS)
  if (repository === undefined || words.length === 0) return undefined
  return { subject, repository, kind, event: id, atMs: Date.parse(time), words }
}
