import { describe, expect, it } from '@jest/globals'
import { contentHash } from '@heimgewebe/contracts'
import { eventId, heard } from '../../test/given-events.js'
import type { ChangeWish } from './propose-change.js'
import { readCommands } from './read-commands.js'
import { type WishKnown, objectionToWish, wishOfCommand } from './wish-of-command.js'

const wish = (text: string, more: Partial<WishKnown> = {}): ChangeWish | undefined =>
  wishOfCommand(heard('command.given.v1', 'x', { text, by: 'ada' }), readCommands(text), {
    ...{ commanders: [], giver: { by: 'ada', names: ['ada'] }, repository: 'acme/shop' },
    ...more,
  })

describe('wishOfCommand', () => {
  it.each([
    [
      'hauski /issue "Cart: three incidents"',
      'open_issue',
      { title: 'Cart: three incidents', marker: `command/${eventId(1)}` },
    ],
    ['hauski /propose heimgewebe/rule-v1', 'open_change', { branch: 'heimgewebe/rule-v1' }],
    [
      `hauski /revert ${'e'.repeat(40)}`,
      'revert_change',
      { sha: 'e'.repeat(40), branch: 'heimgewebe/revert-eeeeeeeeeeee' },
    ],
  ])('reads %s as a wish of exactly these bytes, with what was typed', (text, act, given) => {
    const found = wish(text)!

    expect(found).toMatchObject({ agent: 'hauski', repository: 'acme/shop', order: { act, arguments: given } })
    expect(found.contentSha256).toBe(contentHash(found.order!.arguments))
    expect(found.text).toContain(JSON.stringify(text).slice(1, 12))
    expect(found.reasons[0]!.text).toMatch(/^ada asked to /)
  })

  it.each(['hauski /issue', 'hauski /propose main', 'hauski /propose heimgewebe/../x y', 'hauski /revert abc'])(
    'reads no wish out of %s',
    (text) => {
      expect(wish(text)).toBeUndefined()
    },
  )

  it('takes the first command that may be given', () => {
    const text = 'hauski /revert abc\nhauski /issue one\nhauski /issue two'
    expect(wish(text)!.order!.arguments).toMatchObject({ title: 'one' })
    expect(wish(text, { commanders: [{ who: 'bob' }] })).toBeUndefined()
  })

  it('takes an act back by exactly the way that its result named, in its own repository', () => {
    const given = { id: '12', state: 'closed' }
    const way = {
      request: eventId(7),
      repository: 'acme/shop',
      done: 'open_issue',
      act: 'open_issue',
      arguments: given,
    }
    const text = `hauski /undo ${eventId(7)}`

    expect(wish(text, { undo: way })).toMatchObject({
      order: { act: 'open_issue', arguments: given },
      contentSha256: contentHash(given),
    })
    expect(wish(text)).toBeUndefined()
    expect(wish(`hauski /undo ${eventId(8)}`, { undo: way })).toBeUndefined()
    expect(wish(text, { undo: { ...way, repository: 'acme/other' } })).toBeUndefined()
  })

  it('takes none from a comment', () => {
    const comment = heard('comment.created.v1', 'x', {
      ...{ repository: 'acme/shop', about: 'pr/acme/shop/1', comment: '1', author: { name: 'eve' }, text: 'x' },
      created_at: '2026-03-01T10:00:00Z',
    })
    const [command] = readCommands('hauski /issue x')
    if (!command?.ok) throw new Error('no command')

    expect(objectionToWish(comment, command, 'open_issue', { repository: 'acme/shop' })).toContain('not by a comment')
  })
})
