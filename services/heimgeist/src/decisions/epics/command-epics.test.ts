import { describe, expect, it } from '@jest/globals'
import type { AnyDraft } from '@heimgewebe/contracts'
import { heard } from '../../../test/given-events.js'
import { readCommands } from '../read-commands.js'
import { type EpicCommandKnown, commandEpics, epicsNamed } from './command-epics.js'

const PR = 'pr/acme/shop/1'
const standing = (epic: string, more: Partial<EpicCommandKnown['epics'][number]> = {}) => ({
  ...{ epic, title: 'Move it', open: true, merged: 1, still: 2, size: 3 },
  ...more,
})

/** What a text leads to: types with the epic, or why not. */
const led = (text: string, more: Partial<EpicCommandKnown> = {}): string[] => {
  const event = heard('command.given.v1', PR, { text, by: 'ada' })
  const known = {
    commanders: [],
    giver: { by: 'ada', names: ['ada'] },
    epics: [],
    about: PR,
    holders: [],
    most: 300,
    ...more,
  }
  return (commandEpics(event, readCommands(text), known) as readonly AnyDraft[]).map(({ type, data }) =>
    type === 'command.refused.v1' ? data.reason : `${type} ${JSON.stringify(data)}`,
  )
}

describe('commands about epics', () => {
  it('follow one another in one text', () => {
    expect(led('heimgeist /open-epic "db: Move it"\nheimgeist /link-epic db\nheimgeist /link-epic db')).toEqual([
      expect.stringMatching(/^epic.opened.v1 .*"title":"Move it"/),
      expect.stringMatching(/^epic.linked.v1 .*"change":"pr\/acme\/shop\/1"/),
      `${PR} belongs to epic db already, says ada`,
    ])
  })

  it('name the epics that are left to what is taken out', () => {
    const epics = [standing('a', { linkedBy: 'bo' }), standing('b', { linkedBy: 'bo' })]
    const remaining = led('heimgeist /unlink-epic a\nheimgeist /unlink-epic b', { epics, holders: ['a', 'b', 'c'] })
    expect(remaining.map((one) => /"remaining":(.*)\}$/.exec(one)?.[1])).toEqual(['["b","c"]', '["c"]'])
  })

  it.each([
    ['heimgeist /link-epic db', {}, 'there is no epic db'],
    ['heimgeist /link-epic db', { epics: [standing('db', { size: 300 })] }, 'epic db holds 300 things'],
    ['heimgeist /link-epic db', { epics: [standing('db')], about: 'pr/acme/shop/x' }, 'names no change'],
    ['heimgeist /link-epic db', { epics: [standing('db')], about: 'incident/a\nb' }, 'names no change'],
    ['heimgeist /unlink-epic db', { epics: [standing('db')] }, 'does not belong to epic db'],
    ['heimgeist /open-epic db', { epics: [standing('db')] }, 'is open already'],
    ['heimgeist /close-epic db', { epics: [standing('db', { open: false })] }, 'is closed already'],
    ['heimgeist /open-epic __proto__', {}, 'the name of an epic is words'],
  ])('are refused with a reason: %s', (text, more, why) => {
    expect(led(text, more)).toEqual([expect.stringContaining(why)])
  })

  it('are nothing to who may not give them, and name the epics to be looked up', () => {
    const commanders = [{ who: 'bo' }]
    expect(led('heimgeist /open-epic db', { commanders })).toEqual([])
    expect(epicsNamed(readCommands('heimgeist /open-epic "DB: x"\nwgx /guard changed\nheimgeist /why y'))).toEqual([
      'db',
    ])
  })
})
