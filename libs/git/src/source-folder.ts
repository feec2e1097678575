import { readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { GitError } from './errors.js'
import { runGit } from './git-process.js'

/** Where git keeps its data in somebody's repository. Only read as files; git itself never runs there. */
export interface SourceFolder {
  /** Holds HEAD. */
  readonly gitDir: string
  /** Holds objects and refs; another one than `gitDir` in a linked work tree. */
  readonly commonDir: string
  readonly bare: boolean
}

/** Finds the data of the repository in a folder, or says why there is none. */
export const findSourceFolder = async (path: string): Promise<SourceFolder> => {
  await kindOf(path, () => new GitError('not_found', `there is no folder ${path}`))
  const inside = join(path, '.git')
  const kind = await kindOf(inside)
  const gitDir = kind === 'file' ? await followLink(inside) : kind === 'folder' ? inside : path
  const isRepository = (await kindOf(join(gitDir, 'HEAD'))) === 'file'
  if (!isRepository) throw new GitError('not_a_repository', `${path} is not a git repository: it has no .git folder`)
  const common = await readFile(join(gitDir, 'commondir'), 'utf8').catch(() => '.')
  return { gitDir, commonDir: resolve(gitDir, common.trim()), bare: kind === undefined }
}

/** URL of the remote `origin`, read from the configuration as data: nothing that it includes is followed. */
export const originUrl = async (source: SourceFolder): Promise<string | undefined> => {
  const args = ['--file', join(source.commonDir, 'config'), '--no-includes', '--get', 'remote.origin.url']
  try {
    return (await runGit('config', args)).toString('utf8').trim() || undefined
  } catch {
    return undefined
  }
}

/** The commits at which a shallow clone ends; empty for a whole one. */
export const shallowEdge = async (gitDir: string): Promise<readonly string[]> => {
  const text = await readFile(join(gitDir, 'shallow'), 'latin1').catch(() => '')
  return text.split('\n').filter(Boolean).sort()
}

/** The branch that origin/HEAD of a clone names: the default branch of its host. */
export const originHead = async (source: SourceFolder): Promise<string | undefined> => {
  const text = await readFile(join(source.commonDir, 'refs/remotes/origin/HEAD'), 'utf8').catch(() => '')
  return /^ref: refs\/remotes\/origin\/(.+)$/m.exec(text)?.[1]
}

/** A `.git` file, as work trees and submodules have it, names the real folder. */
const followLink = async (file: string): Promise<string> => {
  const target = /^gitdir: (.+)$/m.exec(await readFile(file, 'utf8'))?.[1]
  if (target === undefined) throw new GitError('not_a_repository', `${file} names no git folder`)
  return resolve(dirname(file), target)
}

const kindOf = async (path: string, missing?: () => GitError): Promise<'file' | 'folder' | undefined> => {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EACCES' || code === 'EPERM')
      throw new GitError('unreadable', `${path} may not be read`, { cause: error })
    if (missing) throw missing()
    return undefined
  }
}
