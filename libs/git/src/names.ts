import { GitError } from './errors.js'

const SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/
const ABBREVIATION = /^[0-9a-f]{7,64}$/

/** Whether a text is a full object name, SHA-1 or SHA-256. */
export const isSha = (text: string): boolean => SHA.test(text)

/** Whether a text can be a full or abbreviated object name: 7 to 64 hex digits. */
export const isAbbreviation = (text: string): boolean => ABBREVIATION.test(text)

/** The sha itself, or a refusal: nothing that is not a full object name reaches git as one. */
export const checkedSha = (sha: string): string => {
  if (!SHA.test(sha)) throw new GitError('refused', `not a full commit id: ${shown(sha)}`)
  return sha
}

// The rules of git check-ref-format, so that no process is needed to ask it.
const BAD_REF = /[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|^[./-]|[./]$|\.lock(\/|$)|^@$/

/** Whether a text is a valid branch or tag name. */
export const isRefName = (name: string): boolean => name !== '' && name.length <= 1024 && !BAD_REF.test(name)

/** A path inside a repository, or a refusal: relative, forward, without a way out of the tree. */
export const checkedPath = (path: string): string => {
  const parts = path.split('/')
  if (path === '' || path.includes('\0') || parts.some((part) => part === '' || part === '.' || part === '..'))
    throw new GitError('refused', `not a path inside a repository: ${shown(path)}`)
  return path
}

/** A folder of this machine, or a refusal: only absolute paths mean the same everywhere. */
export const checkedFolder = (folder: string): string => {
  if (!folder.startsWith('/') || folder.includes('\0'))
    throw new GitError('refused', `not an absolute path: ${shown(folder)}`)
  return folder
}

/** Outside text in a message: short and on one line. */
export const shown = (text: string): string => JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text)
