import { describe, expect, it } from '@jest/globals'
import { a, event, nodes, repository, sentences } from '../../test/given-events.js'
import { linkDecision } from './link-decision.js'

describe('linkDecision', () => {
  const change = `change/${repository}/${a}`
  const decided = (areas: string[]) =>
    linkDecision(
      event('decision.made.v1', change, {
        repository,
        change,
        about: '00000000-0000-7000-8000-000000000002',
        agent: 'heimgeist',
        act: 'say',
        chosen: 'warn',
        level: 2,
        level_reason: 'default of the installation',
        reasons: [{ text: 'guard tests failed', events: ['00000000-0000-7000-8000-000000000002'] }],
        areas,
        policy: 'default 1',
      }),
    )

  it('ties a decision to what it is about, and to the areas that it names', () => {
    const links = decided(['auth'])
    const [decision] = nodes(links)
    expect(decision).toMatch(/^decision decision\/\S+ warn$/)
    expect(sentences(links)).toEqual([
      `decision/00000000-0000-7000-8000-000000000001 decided_about ${change}`,
      `decision/00000000-0000-7000-8000-000000000001 decided_about area/${repository}/auth`,
    ])
  })

  it('makes no area of the words for all areas and for those of the change', () => {
    expect(sentences(decided(['*', 'changed']))).toEqual([
      `decision/00000000-0000-7000-8000-000000000001 decided_about ${change}`,
    ])
  })
})
