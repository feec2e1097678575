/** A merged pull or merge request, as the message of the commit that brought it in names it. */
export interface RecognisedPullRequest {
  readonly number: number
  readonly title: string
  /** Head branch, where the message names it. */
  readonly branch?: string
  /** Branch that it went into, where the message names it. */
  readonly base?: string
  readonly strategy: 'merge' | 'squash'
}

const NUMBER = String.raw`(\d{1,9})`
const GITHUB_MERGE = new RegExp(`^Merge pull request #${NUMBER} from (?:[^/\\s]+/)?(\\S+)`)
const GITEA_MERGE = new RegExp(`^Merge pull request '(.*)' \\(#${NUMBER}\\) from (\\S+) into (\\S+)`)
const GITLAB_MERGE = /^Merge branch '(.+?)' into '(.+?)'/
const GITLAB_LINE = new RegExp(`^See merge request \\S*!${NUMBER}\\s*$`, 'm')
const BITBUCKET_MERGE = new RegExp(`^Merged in (\\S+) \\(pull request #${NUMBER}\\)`)
const AZURE_MERGE = new RegExp(`^Merged PR ${NUMBER}: (.*)`)
const SQUASH = new RegExp(`^(.*\\S) \\(#${NUMBER}\\)$`)

/** Recognises the merge and squash messages of GitHub, GitLab, Gitea, Bitbucket and Azure. */
export const recognisePullRequest = (
  title: string,
  body: string,
  parents: number,
): RecognisedPullRequest | undefined => {
  const strategy = parents > 1 ? 'merge' : 'squash'
  const found = github(title, body) ?? gitea(title) ?? gitlab(title, body) ?? bitbucket(title, body) ?? azure(title)
  if (found) return positive({ ...found, strategy })
  const squash = SQUASH.exec(title)
  // A merge that ends in a number only repeats what it merges.
  if (!squash || parents > 1) return undefined
  return positive({ number: Number(squash[2]), title: squash[1] ?? title, strategy })
}

type Found = Omit<RecognisedPullRequest, 'strategy'>

const github = (title: string, body: string): Found | undefined => {
  const match = GITHUB_MERGE.exec(title)
  if (!match) return undefined
  return { number: Number(match[1]), branch: match[2] ?? '', title: firstLine(body) || title }
}

const gitea = (title: string): Found | undefined => {
  const match = GITEA_MERGE.exec(title)
  if (!match) return undefined
  const [, name = '', number, branch = '', base = ''] = match
  return { number: Number(number), title: name || title, branch, base }
}

const gitlab = (title: string, body: string): Found | undefined => {
  const number = GITLAB_LINE.exec(body)?.[1]
  if (number === undefined) return undefined
  const [, branch, base] = GITLAB_MERGE.exec(title) ?? []
  if (branch === undefined || base === undefined) return { number: Number(number), title }
  const named = firstLine(body.replace(GITLAB_LINE, ''))
  return { number: Number(number), title: named || title, branch, base }
}

const bitbucket = (title: string, body: string): Found | undefined => {
  const match = BITBUCKET_MERGE.exec(title)
  return match ? { number: Number(match[2]), branch: match[1] ?? '', title: firstLine(body) || title } : undefined
}

const azure = (title: string): Found | undefined => {
  const match = AZURE_MERGE.exec(title)
  return match ? { number: Number(match[1]), title: match[2] || title } : undefined
}

const positive = (found: RecognisedPullRequest): RecognisedPullRequest | undefined =>
  found.number > 0 ? found : undefined

const firstLine = (text: string): string => text.trim().split('\n', 1)[0]?.trim() ?? ''
