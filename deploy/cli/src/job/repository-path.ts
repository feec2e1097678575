import { findSourceFolder, GitError } from '@heimgewebe/git'
import { resolve } from 'node:path'
import { EXIT, Failure } from '../failure.js'

/**
 * A place that a person named, as chronik needs it: an absolute path or a clone URL. A folder is looked at first,
 * so that a slip is told before anything starts.
 */
export const repositoryLocation = async (text: string): Promise<string> => {
  if (/^[a-z+]+:\/\//i.test(text) || /^[\w.-]+@[\w.-]+:/.test(text)) return text
  const path = resolve(text)
  try {
    await findSourceFolder(path)
  } catch (error) {
    if (!(error instanceof GitError)) throw error
    const next = {
      not_found: 'Check the path.',
      not_a_repository: 'Name the top folder of a clone, or a clone URL.',
      unreadable: 'Check who owns it.',
    }
    throw new Failure(error.message, EXIT.usage, next[error.code as keyof typeof next], { cause: error })
  }
  return path
}
