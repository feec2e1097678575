import type { Random } from '../rig/random.js'
import { type Case, DOORS, NAMES } from './case.js'

/** Addresses of this machine, its net, its cloud and of nobody, in every spelling that some program takes. */
const SPELLINGS = [
  ...[
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '0x7f.1',
    '127.0.0.1.',
    '0',
    '0.0.0.0',
  ],
  ...[
    '[::]',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
  ],
  ...['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '169.254.169.254', '2852039166'],
  ...['0xa9fea9fe', '[::ffff:a9fe:a9fe]', '[fe80::1]', '[fc00::1]', '[fd12:3456::1]', '[ff02::1]', '198.18.0.1'],
  ...[
    '１２７.０.０.１',
    '127。0。0。1',
    '192.0.2.1',
    '224.0.0.1',
    '255.255.255.255',
    '240.0.0.1',
    '[::7f00:1]',
    '[::a9fe:a9fe]',
  ],
  ...[
    '[2001:db8::1]',
    '[100::1]',
    '[2001::1]',
    '[fec0::1]',
    '192.88.99.1',
    'LOCALHOST',
    'localhost.',
    '[::ffff:0:7f00:1]',
  ],
  ...['93.184.216.34', '8.8.8.8', '[2606:2800:220:1::1]'],
]
const SCHEMES = [
  'https',
  'http',
  'https',
  'http',
  'HTTP',
  'ftp',
  'file',
  'gopher',
  'dict',
  'ldap',
  'data',
  'git',
  'ssh',
  'ext',
]
const PORTS_IN = ['', ':443', ':80', ':8080', ':25', ':5432']
const STATUSES = [301, 302, 303, 307, 308, 'link'] as const

const hostOf = (random: Random): string => random.pick(random.chance(0.35) ? Object.keys(NAMES) : SPELLINGS)

/** A URL of somebody who wants to be spoken to where he should not be. */
const urlOf = (random: Random): string => {
  const [host, other, port] = [hostOf(random), hostOf(random), random.pick(PORTS_IN)]
  const scheme = random.pick(SCHEMES)
  const trick = random.int(0, 13)
  const plain = `${scheme}://${host}${port}/acme/shop.git`
  if (trick === 0) return `${scheme}://${other}@${host}${port}/a/b`
  if (trick === 1) return `${scheme}://${other}\\@${host}${port}/a/b`
  if (trick === 2) return `${scheme}://${other}#@${host}${port}/a/b`
  if (trick === 3) return `${scheme}://${other}?@${host}${port}/a/b`
  if (trick === 4) return `${scheme}:${host}${port}/a/b`
  if (trick === 5) return `${scheme}:\\\\${host}${port}\\a`
  if (trick === 6) return `//${host}${port}/a/b`
  if (trick === 7) return `${scheme}:///${host}${port}/a/b`
  if (trick === 8) return `${scheme}://${host}%2f@${other}${port}/a`
  if (trick === 9) return `${scheme}://${other}:80@${host}${port}/a`
  if (trick === 10) return `${scheme}://${other}\t.${host}${port}/a`
  return plain
}

/** A case by lot. Half of them are addresses of the settings, half are answers of servers that may be spoken to. */
export const caseAt = (random: Random): Case => {
  const door = random.pick(DOORS)
  if (door === 'mail') return { door, address: hostOf(random).replace(/^\[|\]$/g, ''), own: random.chance(0.5) }
  // Whoever owns the mesh may name any address for a model: it is only looked at where that leads.
  const isGiven = random.chance(0.5) && door !== 'model' && door !== 'embedding'
  if (isGiven) return { door, address: urlOf(random), own: random.chance(0.5) }
  return {
    door,
    address: `http://${random.pick(['ours.example', '10.7.0.1'])}:8080/acme/shop`,
    own: true,
    leadsTo: urlOf(random).replaceAll(/[\t\r\n]/g, ''),
    by: random.pick(STATUSES),
  }
}
