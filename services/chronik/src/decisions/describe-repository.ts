import { type Draft, draft, type EventData } from '@heimgewebe/contracts'
import { identified, type Moment, timeOf } from './describe-limits.js'
import { clean } from './storable-text.js'

/** Names that a main branch usually has, the likeliest first. */
const USUAL_NAMES = ['main', 'master', 'trunk', 'develop', 'development', 'dev']

/** What a source says about its branches. */
export interface BranchHints {
  /** Branch that HEAD names. */
  readonly headBranch?: string
  /** Branch that origin/HEAD names. */
  readonly originBranch?: string
  /** True for a repository without a work tree, where HEAD is the default branch and not what somebody has checked out. */
  readonly bare: boolean
  /** Branch that was chosen before. */
  readonly before?: string
  readonly branches: readonly { readonly name: string; readonly committedAt: number }[]
}

/**
 * The branch that changes are merged into. Nothing only where there is no branch at all. A choice that rests on what is
 * checked out is made once: the next checkout must not change it.
 */
export const chooseDefaultBranch = (hints: BranchHints): string | undefined => {
  const { headBranch, originBranch, bare, before, branches } = hints
  const names = new Set(branches.map((branch) => branch.name))
  const checkedOut = headBranch === 'main' || headBranch === 'master' ? headBranch : undefined
  const candidates = [originBranch, ...(bare ? [headBranch] : [before, checkedOut]), ...USUAL_NAMES, headBranch]
  const chosen = candidates.find((name) => name !== undefined && names.has(name))
  if (chosen !== undefined) return chosen
  return [...branches].sort((one, other) => other.committedAt - one.committedAt)[0]?.name
}

/** Says that a repository is known. The same facts are the same event. */
export const describeRegistered = (
  data: EventData['repository.registered.v1'],
  moment: Moment,
): Draft<'repository.registered.v1'> => {
  const { repository, location, default_branch: branch, shallow, object_format: format } = data
  const subject = `repository/${repository}`
  return identified(
    draft('repository.registered.v1', { subject, data: { ...data, location: clean(location, 4096) } }),
    moment.seconds,
    [location, branch, shallow, format, moment.mark].join('|'),
  )
}

/** Says that the history is in the log. */
export const describeImported = (
  data: EventData['repository.imported.v1'],
  moment: Moment,
): Draft<'repository.imported.v1'> => {
  const subject = `repository/${data.repository}`
  return identified(draft('repository.imported.v1', { subject, data }), moment.seconds, `${data.head}|${moment.mark}`)
}

/** What the configuration file of a commit says. */
export const describeConfiguration = (
  data: EventData['configuration.recorded.v1'],
  moment: Moment,
): Draft<'configuration.recorded.v1'> => {
  const subject = `repository/${data.repository}`
  return identified(draft('configuration.recorded.v1', { subject, data }), moment.seconds, `${data.sha}|${moment.mark}`)
}

/** A tag is a release. */
export const describeRelease = (
  repository: string,
  tag: { readonly name: string; readonly sha: string; readonly title: string; readonly createdAt: number },
): Draft<'release.published.v1'> => {
  const data = {
    repository,
    tag: clean(tag.name, 300),
    sha: tag.sha,
    ...(tag.title === '' ? {} : { title: clean(tag.title, 1000) }),
    published_at: timeOf(tag.createdAt),
  }
  const subject = clean(`release/${repository}/${tag.name}`, 4000)
  return identified(draft('release.published.v1', { subject, data }), tag.createdAt, `${tag.name}|${tag.sha}`)
}
