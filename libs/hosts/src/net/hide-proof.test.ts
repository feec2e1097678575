import { describe, expect, it } from '@jest/globals'
import { hideProof } from './hide-proof.js'

describe('hideProof', () => {
  const answer = {
    status: 200,
    body: Buffer.from('{"title":"s3cret is Bearer s3cret"}'),
    header: (name: string) => (name === 'etag' ? 's3cret' : undefined),
  }

  it('leaves nothing in an answer of what it was asked with', () => {
    const plain = hideProof(answer, ['Bearer s3cret'])

    expect(plain.body.toString()).toBe('{"title":"… is Bearer …"}')
    expect(plain.header('etag')).toBe('…')
    expect(plain.header('link')).toBeUndefined()
  })

  it('leaves an answer as it is that was asked for with no proof', () => {
    expect(hideProof(answer, [])).toBe(answer)
  })
})
