import { describe, expect, it } from '@jest/globals'
import { type AnyDraft, violationOfData } from '@heimgewebe/contracts'
import { PR, eventId, heard } from '../../test/given-events.js'
import { type PatternCommandKnown, judgePatterns, patternsNamed } from './judge-patterns.js'
import { readCommands } from './read-commands.js'

const given = (text: string, more: Partial<PatternCommandKnown> = {}): readonly AnyDraft[] => {
  const event = heard('command.given.v1', PR, { text, by: 'ada' })
  const known = {
    commanders: [],
    giver: { by: 'ada', names: ['ada'] },
    repository: 'acme/shop',
    patterns: new Map([['bad-auth', eventId(7)]]),
    ...more,
  }
  const drafts = judgePatterns(event, readCommands(text), known) as readonly AnyDraft[]
  expect(drafts.map(({ type, data }) => violationOfData(type, data))).toEqual(drafts.map(() => undefined))
  return drafts
}

describe('judgePatterns', () => {
  it.each(['good', 'bad'])('makes of /pattern-%s feedback about the pattern as it was told last', (verdict) => {
    const subject = 'pattern/acme/shop/bad-auth'

    expect(given(`heimlern /pattern-${verdict} bad-auth`)).toMatchObject([
      {
        type: 'feedback.given.v1',
        subject,
        data: { about: eventId(7), subject, repository: 'acme/shop', verdict, by: 'ada' },
      },
    ])
  })

  it('refuses a pattern that nobody told, and one of no repository', () => {
    expect(given('heimlern /pattern-bad bad-web')).toMatchObject([
      {
        type: 'command.refused.v1',
        data: { reason: expect.stringContaining('no pattern bad-web is known in acme/shop') },
      },
    ])
    expect(given('heimlern /pattern-bad bad-auth', { repository: undefined })).toMatchObject([
      { type: 'command.refused.v1', data: { reason: expect.stringContaining('names no repository') } },
    ])
  })

  it('leaves to the dispatcher what names nothing, what is another command, and who may not give it', () => {
    const text = 'heimlern /pattern-bad\nwgx /guard auth'

    expect(patternsNamed(readCommands(text))).toEqual([])
    expect(given(text)).toEqual([])
    expect(given('heimlern /pattern-bad bad-auth', { commanders: [{ who: 'bob' }] })).toEqual([])
  })
})
