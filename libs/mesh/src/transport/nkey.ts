import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import type { Authenticator } from '@nats-io/nats-core'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** First byte of a seed, of which the last three bits belong to the kind of key. */
const SEED = 18 << 3
const SEED_BYTES = 36
/** What stands before the 32 bytes of an Ed25519 key in PKCS #8. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/**
 * Signs the server's challenge with an nkey, as `nkeyAuthenticator` does, but with the crypto of Node: the client's own is
 * JavaScript, and each service signs once, while it starts. Throws where the text is no seed.
 */
export const seedAuthenticator = (seed: string): Authenticator => {
  const { kind, key } = privateKeyOf(seed)
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' })
  const named = Buffer.concat([Buffer.of(kind), Buffer.from(x, 'base64url')])
  const nkey = base32(Buffer.concat([named, checksumOf(named)]))
  return (nonce) => ({ nkey, sig: nonce ? sign(null, Buffer.from(nonce), key).toString('base64') : '' })
}

const privateKeyOf = (seed: string): { kind: number; key: ReturnType<typeof createPrivateKey> } => {
  const bytes = fromBase32(seed)
  const [first = 0, second = 0] = bytes
  const intact = bytes.subarray(-2).equals(checksumOf(bytes.subarray(0, -2)))
  if (bytes.length !== SEED_BYTES || (first & 0xf8) !== SEED || !intact) throw new Error('the text is no nkey seed')
  const kind = ((first & 7) << 5) | (second >> 3)
  const der = Buffer.concat([PKCS8, bytes.subarray(2, -2)])
  return { kind, key: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) }
}

/** CRC-16/XMODEM, low byte first. */
const checksumOf = (bytes: Buffer): Buffer => {
  let sum = 0
  for (const byte of bytes) {
    sum ^= byte << 8
    for (let bit = 0; bit < 8; bit++) sum = ((sum << 1) ^ (sum & 0x8000 ? 0x1021 : 0)) & 0xffff
  }
  return Buffer.of(sum & 0xff, sum >> 8)
}

const base32 = (bytes: Buffer): string => {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[parseInt(five.padEnd(5, '0'), 2)]).join('')
}

const fromBase32 = (text: string): Buffer => {
  const bits = [...text].map((letter) => Math.max(0, ALPHABET.indexOf(letter)).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
}
