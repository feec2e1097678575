import { describe, expect, it } from '@jest/globals'
import { type MeshEvent, violationOfData } from '@heimgewebe/contracts'
import fc from 'fast-check'
import { commit } from '../../../test/given-history.js'
import { judgeChange } from '../judge-change.js'
import { type Judgement, newJudgement } from '../judgement.js'
import { readCommit } from '../past/read-change.js'
import { takeInput } from '../take-input.js'
import { addedOdds, shareOf } from './weigh-fact.js'

const PATH = 'src/auth/login.ts'
const id = (n: number): string => `019ca8f0-0000-7000-8000-${String(n).padStart(12, '0')}`
const changeOf = (data: ReturnType<typeof commit>, n: number) =>
  readCommit({ id: id(n), data } as unknown as MeshEvent<'change.recorded.v1'>)
const kinds = { fixed: 0, reverted: 0, guard_failed: 0, guard_passed: 0, ci_failed: 0, incident: 0 }
const count = (judgement: Judgement, key: string, changes: number, bad: number): void => {
  const scope = key === '' ? ('repository' as const) : ('area' as const)
  const data = { repository: 'acme/shop', scope, key, changes, bad, kinds, events: [id(90)] }
  takeInput(judgement, { kind: 'count', count: data, event: id(90) })
}
const incident = (judgement: Judgement, n: number): void => {
  const list = judgement.past.incidents.get(PATH) ?? []
  judgement.past.incidents.set(PATH, [...list, { incident: `i${n}`, event: id(n) }])
}

/** A past in which the login was fixed twice, its area is worse than the rest, and an incident involved it. */
const given = (): Judgement => {
  const judgement = newJudgement()
  judgement.areas = [{ name: 'auth', paths: ['src/auth/**'] }]
  const [one, two] = [commit(1), commit(2)]
  const others = Array.from({ length: 20 }, (_, n) =>
    commit(n + 5, { files: [{ path: `src/web/${n}.ts`, status: 'added', added: 1, deleted: 0 }] }),
  )
  for (const [n, data] of [
    one,
    two,
    commit(3, { fixes: [one.sha] }),
    commit(4, { fixes: [two.sha] }),
    ...others,
  ].entries())
    takeInput(judgement, { kind: 'change', change: changeOf(data, n + 1) })
  count(judgement, '', 100, 10)
  count(judgement, 'auth', 20, 8)
  incident(judgement, 80)
  return judgement
}
const factorsOf = (judgement: Judgement, added = 1): Record<string, number> => {
  const { factors } = judgeChange(judgement, changeOf(commit(60, { added }), 60), false).data
  return Object.fromEntries((factors?.of ?? []).map(({ kind, adds }) => [kind, adds]))
}

describe('what a fact adds', () => {
  it('is counted: half of its changes bad, against a tenth of all, is nine times the odds with many, less with few', () => {
    expect(Math.exp(addedOdds(5000, 10_000, 0.1))).toBeCloseTo(9, 1)
    expect(Math.exp(addedOdds(1, 2, 0.1))).toBeCloseTo(2.45, 1)
    expect(addedOdds(0, 0, 0.1)).toBeCloseTo(0)
    expect(addedOdds(0, 50, 0.1)).toBeLessThan(0)
  })

  it('stands at each reason and in the total, with its share', () => {
    const { reasons, factors } = judgeChange(given(), changeOf(commit(60), 60), false).data
    const kinds = ['file-incidents', 'file-fixed', 'area-outcomes']

    expect(reasons.map(({ kind }) => kind).toSorted()).toEqual(kinds.toSorted())
    expect(factors?.total).toBeCloseTo(factors!.of.reduce((sum, { adds }) => sum + adds, 0))
    expect(reasons.reduce((sum, { weight = 0 }) => sum + weight, 0)).toBeCloseTo(1, 2)
    for (const { kind, adds } of reasons) expect(factors?.of).toContainEqual({ kind, adds })
    expect(reasons.find(({ kind }) => kind === 'file-incidents')?.adds).toBeCloseTo(Math.log(2), 2)
  })

  it('has a share between 0 and 1, also where all that is added is next to nothing', () => {
    expect(shareOf(0.0014, [0.0014])).toBe(1)
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -0.003, max: 14, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (all) => {
          const shares = all.map((adds) => shareOf(adds, all))
          expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true)
          const sum = shares.reduce((a, b) => a + b)
          expect(sum).toBeCloseTo(all.some((adds) => adds > 0) ? 1 : 0)
        },
      ),
    )
  })

  it('keeps its contract where there is one alone, however it is rounded', () => {
    const judgement = newJudgement()
    takeInput(judgement, { kind: 'change', change: changeOf(commit(1), 1) })
    takeInput(judgement, { kind: 'change', change: changeOf(commit(2, { fixes: [commit(1).sha] }), 2) })
    for (let n = 3; n < 60; n++) {
      const files = [{ path: `src/web/${n}.ts`, status: 'added' as const, added: 1, deleted: 0 }]
      // Every fourth is of the same file, so what it adds falls to nothing.
      takeInput(judgement, { kind: 'change', change: changeOf(commit(n, n % 4 === 0 ? {} : { files }), n) })
      const { data } = judgeChange(judgement, changeOf(commit(70), 70), false)
      expect(data.factors?.of.map(({ kind }) => kind)).toEqual(['file-fixed'])
      expect(violationOfData('risk.assessed.v1', { ...data, repository: 'acme/shop' })).toBeUndefined()
    }
  })

  it.each([
    ['an incident', 'file-incidents', (judgement: Judgement) => incident(judgement, 81)],
    ['the count of its area', 'area-outcomes', (judgement: Judgement) => count(judgement, 'auth', 20, 16)],
    [
      'a fix of its file',
      'file-fixed',
      (judgement: Judgement) =>
        // A third bad change of the same file, while as many changes and bad ones as before are known in all.
        void judgement.past.fixedIn.get(judgement.past.fileIndex.get(PATH)!)!.push(2, 3),
    ],
  ])('changes with %s alone: %s moves, and no other', (_what, moved, change) => {
    const before = factorsOf(given())
    const judgement = given()
    change(judgement)
    const after = factorsOf(judgement)

    expect(Object.keys(after).toSorted()).toEqual(Object.keys(before).toSorted())
    expect(Object.keys(after).filter((kind) => after[kind] !== before[kind])).toEqual([moved])
    expect(after[moved]).toBeGreaterThan(before[moved]!)
  })

  it('says nothing of an area that is worse than the rest by no more than chance', () => {
    const areaFact = (changes: number, bad: number): string | undefined => {
      const judgement = given()
      count(judgement, '', 1500, 3)
      count(judgement, 'auth', changes, bad)
      return judgeChange(judgement, changeOf(commit(60), 60), false).data.reasons.find(
        ({ kind }) => kind === 'area-outcomes',
      )?.text
    }
    expect(areaFact(361, 2)).toBeUndefined()
    expect(areaFact(361, 5)).toBe('5 of 361 changes in auth turned out bad, against 3 of 1500 in the whole repository')
  })

  it('does not change with what none of them counts, such as lines added', () => {
    expect(factorsOf(given(), 900)).toEqual(factorsOf(given()))
  })

  it.each([0, 20])('counts what became of changes by newcomers: with %i of 20 fixed', (fixed) => {
    const judgement = newJudgement()
    const folder = (n: number, author: string, more: object = {}) =>
      commit(n, {
        author: { name: author },
        files: [{ path: 'src/core/a.ts', status: 'modified', added: 1, deleted: 0 }],
        ...more,
      })
    const take = (n: number, data: ReturnType<typeof commit>) =>
      takeInput(judgement, { kind: 'change', change: changeOf(data, n) }).verdict?.data
    for (let n = 1; n <= 200; n++) take(n, folder(n, 'Ada'))
    for (let n = 0; n < 20; n++) take(201 + n, folder(201 + n, `newcomer ${n}`))
    const bad = Array.from({ length: fixed }, (_, n) => folder(201 + n, '').sha)
    for (const [n, sha] of bad.entries()) take(300 + n, folder(300 + n, 'Ada', { fixes: [sha] }))
    const verdict = take(400, folder(400, 'somebody new'))
    const factor = verdict?.factors?.of.find(({ kind }) => kind === 'author-new')

    if (fixed > 0) {
      expect(factor?.adds).toBeGreaterThan(1)
      expect(verdict?.reasons).toContainEqual(expect.objectContaining({ kind: 'author-new', adds: factor?.adds }))
    } else {
      // It spoke for a change here, and nothing speaks against this one: it is given as what it is.
      expect(factor?.adds).toBeLessThan(0)
      expect(verdict?.reasons.map(({ text }) => text)).toEqual([
        expect.stringMatching(/^its author never changed .*, which is no more than usual here$/),
      ])
      judgement.past.incidents.set('src/core/a.ts', [{ incident: 'i', event: id(900) }])
      const { reasons } = judgeChange(judgement, changeOf(folder(401, 'somebody newer'), 401), false).data
      expect(reasons.map(({ kind }) => kind)).toEqual(['file-incidents'])
    }
  })

  it('is absent where there is no past', () => {
    expect(judgeChange(newJudgement(), changeOf(commit(1), 1), false).data).not.toHaveProperty('factors')
  })
})
