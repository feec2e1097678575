import { GitError } from './errors.js'
import { shown } from './names.js'

/** Longest name of a file or folder, in bytes. */
const MAX_NAME = 255
const MAX_PATH = 4096
const BAD_CHARACTER = /[\0-\x1f\x7f\\:*?"<>|]/
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i
/** Code points that file systems and people skip over: `.g<zero width space>it` is `.git` to some. */
const IGNORABLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Cs}\p{Co}\p{Cn}]/u
/** `.git` as any file system or the short names of Windows may read it. */
const GIT = /^(\.+git.*|git~\d+.*)$/i

/**
 * A path that a new file may have, or a refusal. Stricter than git: what is written must mean the same file, inside the
 * repository, on every file system that it is checked out on.
 */
export const checkedNewPath = (path: string): string => {
  const why = problemOfPath(path)
  if (why !== undefined) throw new GitError('refused', `not a path for a new file, since ${why}: ${shown(path)}`)
  return path
}

/** Why a new file may not have this path; nothing where it may. */
export const problemOfPath = (path: string): string | undefined => {
  if (path === '') return 'it is empty'
  if (Buffer.byteLength(path) > MAX_PATH) return `it is longer than ${MAX_PATH} bytes`
  if (path.startsWith('/')) return 'it is absolute'
  if (path !== path.normalize('NFC') || path !== path.normalize('NFKC')) return 'it can be written in another way'
  for (const name of path.split('/')) {
    const why = problemOfName(name)
    if (why !== undefined) return why
  }
  return undefined
}

const problemOfName = (name: string): string | undefined => {
  if (name === '' || name === '.' || name === '..') return 'a part of it is empty or leads elsewhere'
  if (Buffer.byteLength(name) > MAX_NAME) return `a part of it is longer than ${MAX_NAME} bytes`
  if (BAD_CHARACTER.test(name)) return 'it holds a character that not every file system takes'
  if (IGNORABLE.test(name)) return 'it holds a character that cannot be seen'
  if (/[. ]$/.test(name)) return 'a part of it ends with a dot or a space'
  if (name.startsWith(' ') || name.startsWith('-')) return 'a part of it begins with a space or a dash'
  if (DEVICE.test(name)) return 'a part of it is the name of a device'
  if (GIT.test(name) && !ALLOWED_DOT_GIT.has(name)) return 'a part of it is a file that git reads'
  return undefined
}

/** Folders of hosts that look like git's own and are not. */
const ALLOWED_DOT_GIT = new Set(['.github', '.gitlab', '.gitea'])
