import { BlockList, isIP } from 'node:net'

/** Never a host: what only a machine itself, its cloud or nobody answers to. */
const NEVER = new BlockList()
/** The owner's own net: only where a host was configured to be in it. */
const PRIVATE = new BlockList()

const add = (list: BlockList, ranges: readonly string[]): void => {
  for (const range of ranges) {
    const [net = '', bits = ''] = range.split('/')
    list.addSubnet(net, Number(bits), isIP(net) === 6 ? 'ipv6' : 'ipv4')
  }
}

add(PRIVATE, ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '::1/128', 'fc00::/7'])
add(NEVER, ['0.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '198.18.0.0/15'])
add(NEVER, ['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4', 'fe80::/10', 'fec0::/10', 'ff00::/8'])
// Addresses that carry another one inside: translators and tunnels would take us to it.
add(NEVER, ['::/128', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/32', '2001:db8::/32', '2002::/16'])

/** What IPv6 gives to anybody; beside it and private nets there are old forms that carry an address of IPv4. */
const GLOBAL = new BlockList()
add(GLOBAL, ['2000::/3'])

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/** Whether an IP address may be connected to. `own`: the owner said that this host is in a private net. */
export const mayConnect = (address: string, own: boolean): boolean => {
  const plain = MAPPED.exec(address)?.[1] ?? address
  const family = isIP(plain)
  if (family === 0) return false
  const kind = family === 6 ? 'ipv6' : 'ipv4'
  // NOTE: a block list reads ::ffff:a.b.c.d, in any spelling, as the address that it maps.
  const isKnown = family === 4 || GLOBAL.check(plain, kind) || PRIVATE.check(plain, kind)
  return isKnown && !NEVER.check(plain, kind) && (own || !PRIVATE.check(plain, kind))
}
