import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { GitError } from './errors.js'
import type { Location } from './location.js'
import { mayConnect } from './may-connect.js'
import { shown } from './names.js'

/**
 * The addresses that git is to connect to for a place, as `http.curloptResolve` takes them: what is checked here is what
 * git speaks to, whatever the name says a moment later. A clone URL is named by the owner and may lie in a private net, but
 * never where only a machine itself, its cloud or nobody answers. Undefined for what is no place of the web, or is an
 * address already. Throws `GitError`: `refused` for such an address, `unreachable` where the name has none.
 */
export const pinnedAddress = async ({ url, protocol }: Location): Promise<string | undefined> => {
  if (!/^https?$/.test(protocol)) return undefined
  const { hostname, port } = new URL(url)
  const literal = hostname.replace(/^\[|\]$/g, '')
  const found = isIP(literal) === 0 ? await addressesOf(hostname) : [literal]
  const bad = found.find((address) => !mayConnect(address, true))
  if (bad !== undefined || found.length === 0)
    throw new GitError('refused', `${shown(hostname)} is no address of a repository`)
  if (isIP(literal) !== 0) return undefined
  const list = found.map((address) => (isIP(address) === 6 ? `[${address}]` : address))
  return `${hostname}:${port || (protocol === 'https' ? '443' : '80')}:${list.join(',')}`
}

const addressesOf = async (hostname: string): Promise<string[]> => {
  const found = await lookup(hostname, { all: true }).catch((error: unknown) => {
    throw new GitError('unreachable', `${shown(hostname)} has no address`, { cause: error })
  })
  return found.map(({ address }) => address)
}
