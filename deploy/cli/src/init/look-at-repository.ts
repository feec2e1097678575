import { areasOf } from '@heimgewebe/decider'
import { findSourceFolder, GitError, listFiles, readFiles, readHistory, type SourceFolder } from '@heimgewebe/git'
import { revList } from '../client/rev-list.js'
import { EXIT, Failure } from '../failure.js'
import { type Tool, TOOLS, usualHosts } from './usual-hosts.js'

/** What a configuration is suggested from: the files of the last commit, and where changes were. */
export interface RepositoryLook {
  /** In the order of git. */
  readonly paths: readonly string[]
  /** Contents of files that say how a project is built and tested. */
  readonly texts: ReadonlyMap<string, string>
  /** Hosts that the package managers fetch from by themselves; asked are those whose files are there. */
  readonly hosts: Readonly<Record<Tool, readonly string[]>>
  /** Changes of the newest commits by folder, as folders are areas where no file names them. */
  readonly changes: ReadonlyMap<string, number>
  /** Commits that were counted; 0 where the history could not be read. */
  readonly commits: number
}

const MANIFESTS =
  /^(package\.json|package-lock\.json|npm-shrinkwrap\.json|\.npmrc|pyproject\.toml|setup\.cfg|requirements[\w.-]*\.txt|go\.mod|Cargo\.toml|GNUmakefile|[Mm]akefile)$/
const MAX_TEXT = 8 * 2 ** 20
const NEWEST = 500

/** Looks at the last commit of a clone on this machine. Only reads; nothing of the repository is run. */
export const lookAtRepository = async (path: string): Promise<RepositoryLook & { readonly source: SourceFolder }> => {
  const source = await findSourceFolder(path).catch((error: unknown) => {
    if (!(error instanceof GitError)) throw error
    throw new Failure(error.message, EXIT.usage, 'Name the top folder of a clone.', { cause: error })
  })
  const [sha = ''] = await revList(path, 'HEAD')
  const paths = (await listFiles(source.gitDir, sha)).map((file) => file.path)
  const names = paths.filter((name) => MANIFESTS.test(name))
  const contents = await readFiles(
    source.gitDir,
    names.map((name) => ({ sha, path: name })),
    MAX_TEXT,
  )
  const texts = new Map(names.flatMap((name, at) => (contents[at] ? [[name, contents[at].toString('utf8')]] : [])))
  return { source, paths, texts, hosts: await hostsFor(paths), ...(await changesOf(source.gitDir, sha)) }
}

/** Files by which a package manager is known to be used. */
const FILES: Readonly<Record<Tool, RegExp>> = {
  npm: /^(package-lock|npm-shrinkwrap)\.json$/,
  pnpm: /^pnpm-lock\.yaml$/,
  yarn: /^yarn\.lock$/,
  pip: /^(requirements[\w.-]*\.txt|pyproject\.toml)$/,
  go: /^go\.sum$/,
  cargo: /^Cargo\.lock$/,
}

const hostsFor = async (paths: readonly string[]): Promise<Readonly<Record<Tool, readonly string[]>>> => {
  const none: Record<Tool, readonly string[]> = { npm: [], pnpm: [], yarn: [], pip: [], go: [], cargo: [] }
  const used = TOOLS.filter((tool) => paths.some((path) => FILES[tool].test(path)))
  const said = await Promise.all(used.map(usualHosts))
  return { ...none, ...Object.fromEntries(used.map((tool, at) => [tool, said[at]])) }
}

const changesOf = async (gitDir: string, sha: string): Promise<Pick<RepositoryLook, 'changes' | 'commits'>> => {
  const changes = new Map<string, number>()
  let commits = 0
  try {
    for await (const commit of readHistory(
      gitDir,
      { include: [sha], newest: NEWEST },
      { maxFiles: 200, maxHunks: 0 },
    )) {
      commits++
      const { touched } = areasOf(
        commit.files.map((file) => file.path),
        [],
      )
      for (const area of touched) changes.set(area, (changes.get(area) ?? 0) + 1)
    }
  } catch (error) {
    // A partial clone lacks what its history is compared by; folders are then taken by their files.
    if (!(error instanceof GitError)) throw error
    return { changes: new Map(), commits: 0 }
  }
  return { changes, commits }
}
