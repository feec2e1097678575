import { findSourceFolder, identityOfUrl, originUrl, parseLocation } from '@heimgewebe/git'

/** Where a watched place comes from: its own URL, or the origin of a clone; nothing for a folder without one. */
export const originOf = async (location: string): Promise<string | undefined> => {
  const place = parseLocation(location)
  return place.path === undefined ? place.url : originUrl(await findSourceFolder(place.path))
}

/** What a host calls the repository that has this origin; nothing where it is at another host. */
export const nameAtHost = (hostUrl: string, origin: string): string | undefined => {
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
