import { describe, expect, it } from '@jest/globals'
import { findClusters } from './clusters.js'
import type { Document } from './document.js'

const TITLES = [
  'parser: refuse a nested comment',
  'parser: refuse a nested comment in a string',
  'parser: a nested comment ends the string',
  'window: draw the border last',
  'printer: fewer colours',
  'socket: wait for the answer',
]
const documents = (trailers: readonly string[]): Document[] =>
  TITLES.map((title, at) => ({ subject: `change/acme/shop/${at}`, title, body: trailers[at] ?? '' }) as Document)

describe('findClusters', () => {
  it('groups what is alike by its words', () => {
    const [first, ...others] = findClusters(documents([]), new Map())

    expect(first?.subjects).toEqual(['change/acme/shop/0', 'change/acme/shop/1', 'change/acme/shop/2'])
    expect(others).toEqual([])
  })

  it('does not take changes for alike because the same people signed them', () => {
    const signed = 'Signed-off-by: Justin Pettit <jpettit@example.org>\nAcked-by: Jesse Gross <jesse@example.org>'
    const trailers = ['', '', '', signed, signed, signed]

    expect(findClusters(documents(trailers), new Map())).toEqual(findClusters(documents([]), new Map()))
  })
})
