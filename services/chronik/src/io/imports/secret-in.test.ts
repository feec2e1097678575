import { describe, expect, it } from '@jest/globals'
import type { CloudEvent } from '@heimgewebe/contracts'
import { secretIn } from './secret-in.js'

const event = (type: string, data: object): CloudEvent => ({ type, data }) as CloudEvent

describe('secretIn', () => {
  it.each(['watch.requested.v1', 'repository.registered.v1'])('finds the credentials of a place in %s', (type) => {
    expect(secretIn(event(type, { location: 'https://me:s3cret@example.org/a/b' }))).toMatchObject({
      field: '/data/location',
      message: expect.not.stringContaining('s3cret'),
    })
    expect(secretIn(event(type, { location: 'https://example.org/a/b' }))).toBeUndefined()
  })
})
