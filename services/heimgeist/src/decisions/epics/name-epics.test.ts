import { describe, expect, it } from '@jest/globals'
import { nameEpics } from './name-epics.js'

const SHOP = 'acme/shop'
const pr = (number: number): string => `pr/${SHOP}/${number}`

describe('what a text names', () => {
  it.each([
    ['epic/db-migration', ['epic/db-migration']],
    ['Step 3\n\nEpic: db-migration.', ['epic/db-migration']],
    ['part of epic "db-migration"', ['epic/db-migration']],
    ['Closes #7 and acme/web#8, not a/b/c#9x', [`issue/${SHOP}/7`, 'issue/acme/web/8']],
    ['an epicentre, my-epic/x, epic/x_y and epics: z', []],
    ['> epic/quoted\n```\nepic/fenced\n```\nepic/said', ['epic/said']],
  ])('of %j is %j', (text, names) => {
    expect(nameEpics(text, SHOP).names).toEqual(names)
  })
  it('is what must come first, as a request or an issue', () => {
    expect(nameEpics('Depends on #4 and !5', SHOP).needs).toEqual([[pr(4), `issue/${SHOP}/4`], [pr(5)]])
  })
  it.each(['epic ', 'epic/', '#1 ', 'depends on #1, ', 'blocked   by:  ', '"`“'])(
    'is read in linear time of %j',
    (part) => {
      const text = part.repeat(50_000)
      // Quadratic, these 50,000 repetitions would take minutes.
      expect(nameEpics(text, SHOP).names.length).toBeLessThanOrEqual(20)
    },
  )
})
