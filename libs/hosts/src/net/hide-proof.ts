import type { Incoming } from './send.js'

/** A text without the secrets that it may repeat. Of a header such as `Bearer …` the token alone is as secret as the whole. */
export const without = (text: string, secrets: readonly string[]): string =>
  secrets
    .map((secret) => secret.replace(/^\S+ /, ''))
    .reduce((left, secret) => (secret === '' ? left : left.replaceAll(secret, '…')), text)

/** An answer without what it repeats of the proof that it was asked with: nothing of it is kept, shown or asked for again. */
export const hideProof = (answer: Incoming, proof: readonly string[]): Incoming => {
  const { body, header } = answer
  if (proof.length === 0) return answer
  const repeats = proof.some((secret) => body.includes(secret.replace(/^\S+ /, '')))
  return {
    ...answer,
    body: repeats ? Buffer.from(without(body.toString('utf8'), proof)) : body,
    header: (name) => {
      const value = header(name)
      return value === undefined ? undefined : without(value, proof)
    },
  }
}
