import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { GitError } from './errors.js'
import { checkedFolder, shown } from './names.js'

/** Where a repository is read from. */
export interface Location {
  /** As git reads it. May hold credentials: only for git's own configuration file. */
  readonly url: string
  /** For people and events: without credentials. */
  readonly display: string
  /** `file` for a folder of this machine. */
  readonly protocol: string
  /** The folder, where it is one. */
  readonly path?: string
}

// NOTE: what has a colon before its @ is a name and a password.
const SCP_FORM = /^(?![^@:]*:[^/]*@)(?:[\w.-]+@)?([\w.-]+):(?!\/\/)([^:]+)$/
const CONTROL = /[\0-\x1f\x7f]/

/** Reads what a person gave as the place of a repository: an absolute path or a clone URL. */
export const parseLocation = (text: string): Location => {
  const neither = new GitError(
    'refused',
    `neither an absolute path nor a clone URL: ${shown(withoutCredentials(text))}`,
  )
  if (text === '' || text.startsWith('-') || CONTROL.test(text)) throw neither
  if (text.startsWith('/')) return folder(text)
  if (!text.includes('://')) {
    if (SCP_FORM.test(text)) return { url: text, display: text, protocol: 'ssh' }
    throw neither
  }
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^(https?|ssh|git|file):$/.test(url.protocol))
    throw new GitError('refused', `not a clone URL that git should follow: ${shown(withoutCredentials(text))}`)
  if (url.protocol === 'file:') return folder(decodeURIComponent(url.pathname))
  // NOTE: for the web as it was understood here: git reads a backslash or an @ of the text otherwise, and another host.
  const isWeb = /^https?:$/.test(url.protocol)
  return {
    url: isWeb ? url.href : text,
    display: withoutCredentials(isWeb ? url.href : text),
    protocol: url.protocol.slice(0, -1),
  }
}

const folder = (path: string): Location => {
  const clean = checkedFolder(path).replace(/(?<=.)\/+$/, '')
  return { url: clean, display: clean, protocol: 'file', path: clean }
}

/** The place that a person gave, without password, user name but that of ssh, and what stands behind the path: tokens are there too. */
export const withoutCredentials = (place: string): string => {
  if (place.startsWith('/') || SCP_FORM.test(place)) return place
  // What is no place of git is only told to people: rather too little of it.
  if (!place.includes('://') || !URL.canParse(place))
    return place.replace(/[?#].*$/s, '').replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1')
  const url = new URL(place)
  const user = url.protocol === 'ssh:' ? url.username : ''
  if (url.username === user && url.password + url.search + url.hash === '') return place
  Object.assign(url, { username: user, password: '', search: '', hash: '' })
  return url.href
}

/** Whether a place that a person gave holds more than the place: nothing of it may be written down. */
export const holdsCredentials = (place: string): boolean => withoutCredentials(place) !== place

/** owner/name (or group/…/name) of a clone URL at a host; nothing for a path. */
export const identityOfUrl = (url: string): string | undefined => {
  const scp = url.includes('://') ? undefined : SCP_FORM.exec(url)
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed?.protocol === 'file:') return undefined
  const path = scp ? scp[2] : parsed?.host ? parsed.pathname : undefined
  const parts = safely(path ?? '')
    .replace(/\.git\/*$/, '')
    .split('/')
    .filter(Boolean)
  return parts.length < 2 ? undefined : parts.join('/').slice(0, 300)
}

/** local/<folder>, the identity of a repository without a host. */
export const identityOfFolder = (path: string): string => {
  const name = basename(path.replace(/\/+$/, ''))
  const parent = basename(path.slice(0, path.lastIndexOf('/')))
  const plain = name === '.git' ? parent : name.replace(/\.git$/, '')
  return `local/${plain || 'repository'}`.slice(0, 300)
}

/** Name of the folder of a repository's mirror: readable, and unique even where names differ by case only. */
export const mirrorNameOf = (repository: string): string => {
  const readable = repository
    .replace(/[^A-Za-z0-9.-]+/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 80)
  return `${readable}-${createHash('sha256').update(repository).digest('hex').slice(0, 10)}.git`
}

const safely = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
