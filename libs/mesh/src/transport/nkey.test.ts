import { describe, expect, it } from '@jest/globals'
import { nkeyAuthenticator, nkeys } from '@nats-io/nats-core'
import { seedAuthenticator } from './nkey.js'

const pairs = [nkeys.createUser(), nkeys.createUser(), nkeys.createAccount()]
const textOf = (seed: Uint8Array): string => new TextDecoder().decode(seed)

describe('the proof of who a service is', () => {
  it.each(pairs.map((pair) => textOf(pair.getSeed())))('is that of the client itself (%#)', (seed) => {
    const own = seedAuthenticator(seed)
    const theirs = nkeyAuthenticator(new TextEncoder().encode(seed))
    for (const nonce of ['PXoWU7zWAMt75FY', 'x', undefined]) expect(own(nonce)).toEqual(theirs(nonce))
  })

  it('is none of a seed with a wrong letter, of half a seed, or of a public key', () => {
    const seed = textOf(pairs[0]!.getSeed())
    const other = seed.at(-10) === 'A' ? 'B' : 'A'
    for (const wrong of [seed.slice(0, -10) + other + seed.slice(-9), seed.slice(0, 30), pairs[0]!.getPublicKey(), ''])
      expect(() => seedAuthenticator(wrong)).toThrow('no nkey seed')
  })
})
