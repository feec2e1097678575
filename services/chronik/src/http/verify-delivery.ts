import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { type Headers, headerOf, type Host } from '../decisions/recognise-host.js'

/** How far the time of a signed delivery may be from ours, in milliseconds. */
const TOLERANCE_MS = 5 * 60_000

/** How GitLab writes a secret that it signs with. */
const SIGNING_PREFIX = 'whsec_'

/** Longest header that is looked at, in characters. */
const MAX_HEADER = 4096

/** Says whether the holder of the secret sent these bytes. Never throws. */
export const verifyDelivery = (host: Host, secret: string, body: Buffer, headers: Headers, now: Date): boolean =>
  secret !== '' && PROOFS[host](secret, body, headers, now)

type Proof = (secret: string, body: Buffer, headers: Headers, now: Date) => boolean

const hexProof: Proof = (secret, body, headers) => {
  // NOTE: where Forgejo's own header is present, Gitea's is not a second chance.
  const given = headerOf(headers, ['x-forgejo-signature', 'x-gitea-signature'], MAX_HEADER)
  return given !== undefined && same(given, hmac(secret, body).toString('hex'))
}

/** A signature is checked as such and nothing else; without one, the plain token is all that GitLab sends. */
const gitlabProof: Proof = (secret, body, headers, now) => {
  if (headers['webhook-signature'] === undefined) {
    const token = headerOf(headers, ['x-gitlab-token'], MAX_HEADER)
    return token !== undefined && same(token, secret)
  }
  const signatures = headerOf(headers, ['webhook-signature'], MAX_HEADER) ?? ''
  const id = headerOf(headers, ['webhook-id'], MAX_HEADER)
  const timestamp = headerOf(headers, ['webhook-timestamp'], MAX_HEADER) ?? ''
  if (!secret.startsWith(SIGNING_PREFIX) || id === undefined || !/^\d{1,12}$/.test(timestamp)) return false
  if (Math.abs(now.getTime() - Number(timestamp) * 1000) > TOLERANCE_MS) return false
  const key = Buffer.from(secret.slice(SIGNING_PREFIX.length), 'base64')
  if (key.length === 0) return false
  const digest = hmac(key, Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body])).toString('base64')
  return signatures.split(' ').some((one) => same(one, `v1,${digest}`))
}

const PROOFS: Readonly<Record<Host, Proof>> = {
  github(secret, body, headers) {
    const given = headerOf(headers, ['x-hub-signature-256'], MAX_HEADER)
    return given !== undefined && same(given, `sha256=${hmac(secret, body).toString('hex')}`)
  },
  gitea: hexProof,
  forgejo: hexProof,
  gitlab: gitlabProof,
}

const hmac = (key: string | Buffer, body: Buffer): Buffer => createHmac('sha256', key).update(body).digest()

/**
 * Compares in constant time, over digests of equal length. Texts, not what they decode to: a second spelling of a right
 * signature is a wrong one.
 */
const same = (given: string, expected: string): boolean =>
  timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(expected).digest())
