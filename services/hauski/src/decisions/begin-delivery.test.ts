import { describe, expect, it } from '@jest/globals'
import type { MeshEvent } from '@heimgewebe/contracts'
import { beginDelivery } from './begin-delivery.js'
import { type KeptMessage, isTooLate, wordMessage } from './word-message.js'

const event = { id: '019ca8f0-0000-7000-8000-000000000001' } as MeshEvent
const tell = (providers: readonly string[], configured: readonly string[]) =>
  beginDelivery(event, { kind: 'question', providers, configured })

describe('beginDelivery', () => {
  it('intends one message a provider, the same one every time, and none for page and command line', () => {
    const drafts = tell(['web', 'slack', 'cli', 'slack', 'mail'], ['slack', 'mail'])
    expect(drafts.map(({ type, subject }) => [type, subject])).toEqual([
      ['delivery.started.v1', `delivery/${event.id}/slack`],
      ['delivery.started.v1', `delivery/${event.id}/mail`],
    ])
    expect(tell(['slack', 'mail'], ['slack', 'mail'])).toEqual(drafts)
    expect(new Set(drafts.map(({ id }) => id)).size).toBe(2)
  })
  it('says of a provider that is not configured that it told nobody', () => {
    expect(tell(['pager'], ['slack'])).toMatchObject([
      { type: 'delivery.finished.v1', data: { provider: 'pager', verdict: 'refused', tries: 0 } },
    ])
  })
})

describe('wordMessage', () => {
  const kept: KeptMessage = {
    title: 'Fine?',
    repository: 'acme/shop',
    change: 'pr/acme/shop/4&x=1',
    reasons: [],
    deadline: '2026-03-01T10:00:00Z',
    request: null,
  }
  it('links to the question where there is one, else to the change', () => {
    expect(wordMessage('question', { ...kept, request: event.id }, 'https://mesh.example').link).toBe(
      `https://mesh.example/?approval=${event.id}`,
    )
    expect(new URL(wordMessage('escalation', kept, 'https://mesh.example').link).searchParams.get('change')).toBe(
      'pr/acme/shop/4&x=1',
    )
  })
  it('knows when it is too late to tell', () => {
    const at = Date.parse(kept.deadline!)
    expect([isTooLate(kept, at), isTooLate(kept, at + 1), isTooLate({ deadline: null }, at)]).toEqual([
      false,
      true,
      false,
    ])
  })
})
