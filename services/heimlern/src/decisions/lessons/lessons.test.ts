import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { anonymisePattern } from './anonymise-pattern.js'
import { kindsOf, nameChange } from './kind-of-change.js'
import { type Case, type Pattern, independent, isNews, lowerBound } from './lesson.js'
import { mineShapes } from './mine-shapes.js'

const made = (n: number, more: Partial<Case> = {}): Case => ({
  subject: `pr/acme/shop/${n}`,
  at: new Date(Date.UTC(2026, 0, n, 12)).toISOString(),
  author: `author ${n}`,
  title: `Change ${n}`,
  areas: ['web'],
  paths: ['src/web/page.ts'],
  event: '',
  counted: true,
  troubles: [],
  ...more,
})
const bad = (n: number, more: Partial<Case> = {}): Case =>
  made(n, {
    areas: ['auth'],
    paths: ['src/auth/login.ts'],
    troubles: [{ kind: 'guard_failed', areas: ['auth'], events: [] }],
    ...more,
  })
const good = (count: number, more: Partial<Case> = {}): Case[] =>
  Array.from({ length: count }, (_, i) => made(100 + i, more))
const mined = (past: readonly Case[]) =>
  mineShapes(past[0]!, past).map(({ key, bad: cases, good: against }) => `${key} ${cases.length}:${against}`)

describe('mineShapes', () => {
  it('claims an area after three independent bad cases, when the others end better', () => {
    expect(mined([bad(1), bad(2), bad(3), ...good(6)])).toEqual(['bad-auth 3:0'])
    expect(mined([bad(1), bad(2), ...good(6)])).toEqual([])
    expect(mined([bad(1), bad(2), bad(3)])).toEqual([])
  })

  it('lets good changes of the same shape speak against it', () => {
    const quiet = good(60, { areas: ['auth'], paths: ['src/auth/other.ts'] })
    expect(mined([bad(1), bad(2), bad(3), ...quiet, ...good(6)])).not.toContain('bad-auth 3:60')
  })

  it('claims files that go together only where they say more than their area', () => {
    const pair = ['src/auth/login.ts', 'src/auth/token.ts']
    const both = [1, 2, 3, 4].map((n) => bad(n, { paths: pair }))
    const alone = good(5, { areas: ['auth'], paths: [pair[0]!] })

    expect(mined([...both, ...alone, ...good(9).map((one, i) => ({ ...one, subject: `x/${i}` }))])).toEqual([
      'bad-auth 4:5',
      expect.stringMatching(/^bad-files-src-auth-login-ts-src-auth-token-ts-\w+ 4:0$/),
    ])
  })

  it('claims a kind of change, such as migrations, across areas', () => {
    const migrations = [1, 2, 3].map((n) => bad(n, { areas: [`area ${n}`], paths: [`db/migrations/${n}.sql`] }))
    expect(mined([...migrations, ...good(6)])).toContain('bad-kind-migrations 3:0')
  })

  it('never claims more cases than there are bad changes, and never one that is no worse than the rest', () => {
    const anyCase = fc.record({
      n: fc.integer({ min: 1, max: 28 }),
      isBad: fc.boolean(),
      area: fc.constantFrom('auth', 'web', 'api'),
    })
    fc.assert(
      fc.property(fc.array(anyCase, { minLength: 1, maxLength: 40 }), (all) => {
        const past = all.map(({ n, isBad, area }, i) =>
          made(n, {
            subject: `pr/${i}`,
            areas: [area],
            troubles: isBad ? [{ kind: 'incident', areas: [area], events: [] }] : [],
          }),
        )
        const count = past.filter(({ troubles }) => troubles.length > 0).length
        return mineShapes(past[0]!, past).every(
          (shape) => shape.bad.length <= count && shape.bad.length >= 3 && shape.confidence > shape.base,
        )
      }),
    )
  })
})

describe('the arithmetic of lessons', () => {
  it('is careful with few cases', () => {
    expect([lowerBound(0, 0), lowerBound(3, 3), lowerBound(30, 30), lowerBound(3, 30)]).toEqual([0, 0.44, 0.89, 0.03])
  })

  it('counts an author once a day and a change once', () => {
    expect(independent([made(1), made(1), made(2, { author: 'author 1', at: made(1).at }), made(3)])).toHaveLength(2)
  })

  it('tells each case up to ten, then each quarter more, and whatever speaks against it by much', () => {
    const told = (support: number, against = 0) => ({ version: 1, support, against })
    expect([isNews(undefined, 3, 0), isNews(told(3), 3, 0), isNews(told(3), 4, 0)]).toEqual([true, false, true])
    expect([isNews(told(20), 22, 0), isNews(told(20), 25, 0), isNews(told(3), 3, 3)]).toEqual([false, true, true])
  })
})

describe('nameChange', () => {
  it.each([
    [['package.json', 'package-lock.json'], 'dependencies'],
    [['requirements-dev.txt', 'tests/test_a.py'], 'dependencies'],
    [['src/auth/login.ts', 'src/auth/login.test.ts'], 'source of src/auth'],
    [['src/auth/login.ts', 'tsconfig.json'], 'configuration and source of src/auth'],
    [['docs/a.md', 'spec/a_spec.rb'], 'documentation and tests'],
    [['db/migrations/0001.sql'], 'migrations'],
    [[], ''],
  ])('calls %j %s', (paths, name) => {
    expect(nameChange(paths, [])).toBe(name)
  })

  it('knows a kind for every path', () => {
    fc.assert(fc.property(fc.string(), (path) => kindsOf([path]).length === 1))
  })
})

describe('anonymisePattern', () => {
  it('lets nothing out that a repository calls its own', () => {
    const secret = fc.stringMatching(/^zq[a-z0-9]{6,20}$/)
    fc.assert(
      fc.property(secret, fc.constantFrom('bad', 'fix', 'error', 'flaky', 'success_path'), (own, kind) => {
        const pattern = {
          repository: own,
          pattern: `bad-${own}`,
          name: `${own}: source of ${own}`,
          kind,
          version: 1,
          state: 'learned',
          statement: own,
          words: [own],
          paths: [own],
          areas: [own],
          cases: [{ subject: own, events: [] }],
          support: 3,
          counter_cases: 0,
          confidence: 0.44,
        } as Pattern
        return !JSON.stringify(anonymisePattern(pattern, `${own}Error`)).includes(own)
      }),
    )
  })
})
