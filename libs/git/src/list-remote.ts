import { GitError } from './errors.js'
import { type GitOptions, runGit } from './git-process.js'

/** What a source says that it has. */
export interface RemoteRefs {
  /** Branch that HEAD names; nothing when HEAD names a commit or a branch without one. */
  readonly headBranch?: string
  readonly headSha?: string
  /** Full ref name to object id. */
  readonly refs: ReadonlyMap<string, string>
}

/** The refs that a mirror follows: branches, tags, and what a clone knows of its origin. */
export const FOLLOWED = ['refs/heads/*', 'refs/tags/*', 'refs/remotes/origin/*'] as const

/** Asks the source of a mirror for its refs, without transferring anything. */
export const listRemote = async (mirror: string, options: GitOptions): Promise<RemoteRefs> => {
  const args = ['--symref', '--', 'origin', 'HEAD', ...FOLLOWED]
  const output = (await runGit('ls-remote', args, { ...options, gitDir: mirror })).toString('utf8')
  const refs = new Map<string, string>()
  const head: { headBranch?: string; headSha?: string } = {}
  for (const line of output.split('\n').filter(Boolean)) {
    const [value = '', ref = ''] = line.split('\t')
    const symbolic = /^ref: refs\/heads\/(.+)$/.exec(value)?.[1]
    if (ref === 'HEAD' && symbolic !== undefined) head.headBranch = symbolic
    else if (ref === 'HEAD') head.headSha = value
    else if (!value.startsWith('ref: ') && !ref.endsWith('^{}')) refs.set(ref, value)
  }
  if (refs.size > MAX_REFS)
    throw new GitError('too_large', `the repository has ${refs.size} branches and tags, more than ${MAX_REFS}`)
  return { ...head, refs }
}

/** Most branches and tags of a repository. */
const MAX_REFS = 200_000
