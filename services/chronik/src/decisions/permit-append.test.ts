import { describe, expect, it } from '@jest/globals'
import { eventTypes } from '@heimgewebe/contracts'
import { notPermitted } from './permit-append.js'

const event = (type: string, source = 'https://ci.example'): object => ({ type, source })

describe('notPermitted', () => {
  it('lets a tool say what happened, and nothing that a person or the mesh alone may say', () => {
    const refused = eventTypes.filter((type) => notPermitted([event(type)]))

    for (const type of ['ci.result.v1', 'incident.detected.v1', 'pr.opened.v1', 'comment.created.v1'])
      expect(refused).not.toContain(type)
    for (const type of [
      'command.given.v1',
      'watch.requested.v1',
      'configuration.recorded.v1',
      'approval.given.v1',
      'switch.thrown.v1',
      'incident.assessed.v1',
    ])
      expect(refused).toContain(type)
  })

  it('names the first event that is refused, and what decided', () => {
    expect(notPermitted([event('ci.result.v1'), event('risk.assessed.v1')])).toMatchObject({ index: 1, field: '/type' })
  })

  it.each(['heimgewebe/sichter', '/leitstand/page', '/leitstand'])('lets no tool speak as %s', (source) => {
    expect(notPermitted([event('ci.result.v1', source)])).toMatchObject({ index: 0, field: '/source' })
  })

  it.each([[null], [7], [{}]])('leaves what is no event to the contract: %p', (one) => {
    expect(notPermitted([one])).toBeUndefined()
  })
})
