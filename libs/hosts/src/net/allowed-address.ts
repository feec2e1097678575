import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { mayConnect } from '@heimgewebe/git'
import { HostError } from '../errors.js'

/**
 * The address of a name that may be connected to, for clients that take no resolver: connect to what this gives, and to
 * nothing else. Of several all must be allowed. `own`: the owner said that it is in a private net or on this machine.
 * Throws `HostError`: `refused` where it may not be spoken to, `unavailable` where the name has no address.
 */
export const allowedAddress = async (host: string, own: boolean): Promise<string> => {
  const found = isIP(host) === 0 ? await resolve(host) : [host]
  const bad = found.find((address) => !mayConnect(address, own))
  const [first] = found
  if (bad !== undefined || first === undefined) throw new HostError('refused', `${host} may not be spoken to`)
  return first
}

const resolve = async (host: string): Promise<string[]> => {
  const found = await lookup(host, { all: true }).catch((error: unknown) => {
    throw new HostError('unavailable', `${host} has no address`, { cause: error })
  })
  return found.map(({ address }) => address)
}
