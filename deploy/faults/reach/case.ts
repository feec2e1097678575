/** Places at which the product takes an address to speak to. */
export const DOORS = ['host', 'webhook', 'mail', 'clone', 'model', 'embedding'] as const
/** One of them. */
export type Door = (typeof DOORS)[number]

/** One address that somebody gives, or that somebody who was spoken to by right leads to. */
export interface Case {
  readonly door: Door
  /** The address as it stands in the settings, or the name of a server for mail. */
  readonly address: string
  /** The owner says that it is in a private net. */
  readonly own: boolean
  /** Where an answer of the server leads. */
  readonly leadsTo?: string
  /** How: by a redirect with this status, or by a link to a next page. */
  readonly by?: number | 'link'
}

/** What came of it: everybody who was connected to, as `address port`. */
export interface Reached {
  readonly connected: readonly string[]
  readonly verdict: string
}

/** Ports that are listened at on every address there is. */
export const PORTS = [25, 80, 443, 587, 5432, 8080] as const

/** Names of the campaign's own world, and what they resolve to; all addresses are this machine there. */
export const NAMES: Readonly<Record<string, readonly string[]>> = {
  'public.example': ['93.184.216.34'],
  'inner.example': ['10.1.1.1'],
  'meta.example': ['169.254.169.254'],
  'mixed.example': ['93.184.216.34', '10.1.1.1'],
  'six.example': ['fd00::1'],
  'loop.example': ['127.0.0.1'],
  'zero.example': ['0.0.0.0'],
  'ours.example': ['10.7.0.1'],
  localhost: ['127.0.0.1'],
}
