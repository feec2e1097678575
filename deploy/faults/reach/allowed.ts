import { BlockList, isIP } from 'node:net'
import { type Case, NAMES } from './case.js'

/** What is public, written as what is not: by the registries of special addresses, and not taken from the product. */
const NOBODY = new BlockList()
const PRIVATE = new BlockList()
for (const [list, nets] of [
  [NOBODY, '0.0.0.0/8 169.254.0.0/16 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.18.0.0/15 198.51.100.0/24'],
  [NOBODY, '203.0.113.0/24 224.0.0.0/3'],
  [PRIVATE, '10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 172.16.0.0/12 192.168.0.0/16'],
] as const)
  for (const net of nets.split(' ')) list.addSubnet(net.split('/')[0]!, Number(net.split('/')[1]), 'ipv4')

const kindOf = (address: string): 'public' | 'private' | 'nobody' => {
  if (isIP(address) === 4) {
    if (NOBODY.check(address)) return 'nobody'
    return PRIVATE.check(address) ? 'private' : 'public'
  }
  if (address === '::1' || /^f[cd]/i.test(address)) return 'private'
  return /^[23][0-9a-f]{3}:/i.test(address) && !/^(2001:(0|db8)?:|2002:)/i.test(address) ? 'public' : 'nobody'
}

/** Why a connection of a case should not be; undefined where it may. */
export const wrongIn = (given: Case, connection: string): string | undefined => {
  const [address = '', port = ''] = connection.split(' ')
  const told = `${given.door} ${JSON.stringify(given.address)}${given.leadsTo === undefined ? '' : ` → ${JSON.stringify(given.leadsTo)}`}: ${connection}`
  if (given.leadsTo !== undefined) return connection === '10.7.0.1 8080' ? undefined : told
  const kind = kindOf(address)
  const isOwn = given.own || given.door === 'clone'
  if (kind === 'nobody' || (kind === 'private' && !isOwn)) return told
  if (given.door === 'mail') return undefined
  // What is connected to is what the address says to whoever reads it as a browser does.
  const url = new URL(given.address)
  const host = url.hostname.replace(/^\[|\]$|\.$/g, '')
  const named = NAMES[host] ?? [host.replace(/^::ffff:([0-9a-f]+):([0-9a-f]+)$/, mapped)]
  const expected = url.port || (url.protocol === 'https:' ? '443' : '80')
  return named.includes(address) && port === expected ? undefined : told
}

const mapped = (_all: string, high: string, low: string): string =>
  [high, low].flatMap((part) => [parseInt(part, 16) >> 8, parseInt(part, 16) & 255]).join('.')
