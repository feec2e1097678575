import { readFile } from 'node:fs/promises'
import { findSourceFolder, identityOfUrl, originUrl, parseLocation } from '@heimgewebe/git'
import { type HostSettings, readHosts } from './host-settings.js'

/** The hosts that the owner configured; none where there is no file. Throws `HostError` for a file that makes no sense. */
export const configuredHosts = async (file: string): Promise<readonly HostSettings[]> => {
  try {
    return readHosts(await readFile(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Where a watched place comes from: its own URL, or the origin of a clone; nothing for a folder without one. */
export const originOf = async (location: string): Promise<string | undefined> => {
  const place = parseLocation(location)
  return place.path === undefined ? place.url : originUrl(await findSourceFolder(place.path))
}

/** What a host calls the repository that has this origin; nothing where it is at another host. */
export const nameAtHost = (hostUrl: string, origin: string): string | undefined => {
  // A folder has no name at a host.
  if (!URL.canParse(hostUrl)) return undefined
  const host = new URL(hostUrl)
  const identity = identityOfUrl(origin)
  if (identity === undefined) return undefined
  const asWeb = URL.canParse(origin) && /^https?:\/\//.test(origin)
  // By ssh a host has the same name and another port.
  if (asWeb ? new URL(origin).host !== host.host : hostnameOf(origin) !== host.hostname) return undefined
  const below = host.pathname.replace(/^\/+|\/+$/g, '')
  if (!asWeb || below === '') return identity
  return identity.startsWith(`${below}/`) ? identity.slice(below.length + 1) : undefined
}

const hostnameOf = (origin: string): string | undefined =>
  origin.includes('://') ? new URL(origin).hostname : /^(?:[^@/]+@)?([^:/]+):/.exec(origin)?.[1]
