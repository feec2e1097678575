import { type Location, parseLocation } from '@heimgewebe/git'
import { configuredHosts, nameAtHost, readToken } from '@heimgewebe/hosts'

/**
 * Where a watched place is read from. One at a host that the owner configured with a token is read with it: the token
 * stands in no event, and goes to that host alone. Throws where the file of the token cannot be used.
 */
export const clonePlace = async (location: string, hostsFile: string): Promise<Location> => {
  const place = parseLocation(location)
  if (place.protocol !== 'https' || place.url !== place.display) return place
  // What is wrong with the file is told by who polls the hosts.
  const hosts = await configuredHosts(hostsFile).catch(() => [])
  const token = hosts.find(({ url, token_file }) => token_file !== undefined && nameAtHost(url, place.url))?.token_file
  if (token === undefined) return place
  const url = new URL(place.url)
  // All kinds of hosts take the token as a password, whoever the user is.
  Object.assign(url, { username: 'oauth2', password: await readToken(token) })
  return { ...place, url: url.href }
}
