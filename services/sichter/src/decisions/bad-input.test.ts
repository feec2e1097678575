import { describe, expect, it } from '@jest/globals'
import { deserialize, serialize } from 'node:v8'
import type { MeshEvent } from '@heimgewebe/contracts'
import { commit, givenHistory, sha, timeOf } from '../../test/given-history.js'
import { newJudgement, type Judgement } from './judgement.js'
import { MEASURES } from './measures/measure-change.js'
import { readCommit } from './past/read-change.js'
import { takeInput } from './take-input.js'

type Commit = ReturnType<typeof commit>

const take = (judgement: Judgement, data: Commit) =>
  takeInput(judgement, {
    kind: 'change',
    change: readCommit({
      id: `019ca8f0-0000-7000-8000-${data.sha.slice(-12)}`,
      data,
    } as unknown as MeshEvent<'change.recorded.v1'>),
  }).verdict

const HISTORY = givenHistory(500)

const learn = (history: readonly Commit[]): Judgement => {
  const judgement = newJudgement()
  for (const data of history) take(judgement, data)
  return judgement
}

const STORED = serialize(learn(HISTORY))

/** A judgement that has learned from 500 changes. */
const learned = (): Judgement => deserialize(STORED) as Judgement

const file = (path: string, lines = 10): Commit['files'][number] => ({
  path,
  status: 'modified',
  added: lines,
  deleted: lines,
  hunks: [[1, lines, 1, lines, '']],
})

const many = <Item>(count: number, make: (n: number) => Item): Item[] =>
  Array.from({ length: count }, (_, n) => make(n))

/** An engine change after the given ones: what breaks here must still be told from what does not. */
const tellsApart = (judgement: Judgement): boolean => {
  const engine = take(judgement, commit(9001, { ...later(9001), added: 9, files: [file('src/core/engine.ts', 9)] }))
  const page = take(judgement, commit(9002, { ...later(9002), added: 9, files: [file('src/web/page.ts', 9)] }))
  return (engine?.seen.probability ?? 0) > (page?.seen.probability ?? 1)
}

const later = (n: number) => ({ committed_at: timeOf(510 + (n % 9000)), authored_at: timeOf(510 + (n % 9000)) })

describe('takeInput with what real histories hold', () => {
  it('judges on through dates out of order, before all others and in the future', () => {
    const wrong = ['1970-01-01T00:00:00Z', timeOf(3), '2999-12-31T00:00:00Z', timeOf(499), timeOf(120)]
    const judgement = learned()
    for (const [at, time] of wrong.entries())
      expect(
        take(judgement, commit(1000 + at, { committed_at: time, authored_at: time }))?.data.percentile,
      ).toBeDefined()

    expect(judgement.clock.now * 1000).toBe(Date.parse(timeOf(500)))
    expect(tellsApart(judgement)).toBe(true)
  })

  it('remembers of a reformat of 5,000 files a hundred, and still knows what breaks', () => {
    const judgement = learned()
    const before = judgement.past.files.used
    const files = many(5000, (n) => file(`src/gen/f${n}.ts`, 200))
    const verdict = take(judgement, commit(1000, { ...later(1), files, added: 1_000_000, deleted: 1_000_000 }))

    expect(verdict?.data.level).toBe('high')
    expect(judgement.past.files.used - before).toBe(100)
    expect(judgement.learner.record.words.at(-1)?.length ?? 0).toBeLessThanOrEqual(120)
    expect(tellsApart(judgement)).toBe(true)
  })

  it('learns nothing by blame from a reformat, which is no fix', () => {
    const judgement = learned()
    const before = judgement.past.totals.bad
    take(judgement, commit(1000, { ...later(1), title: 'Reformat', files: [file('src/core/engine.ts', 500)] }))

    expect(judgement.past.totals.bad).toBe(before)
  })

  it('counts the lines of generated and vendored files apart from code', () => {
    const files = [file('package-lock.json', 20_000), file('src/app.min.js', 5000), file('src/core/engine.ts', 3)]
    const measures = take(learned(), commit(1000, { ...later(1), added: 25_003, files }))?.seen.measures
    const of = (name: string) => measures?.[MEASURES.indexOf(name)]

    expect(of('codeAdded')).toBeCloseTo(Math.log1p(3))
    expect(of('otherAdded')).toBeCloseTo(Math.log1p(25_000))
  })

  it('takes a squash of 300 commits that names 50 fixes: each is counted once, and no report is learned from it', () => {
    const judgement = learned()
    const { bad } = judgement.past.totals
    const groups = judgement.suspects.byReport.seen
    const open = HISTORY.filter(({ files }) => files[0]?.path === 'src/web/page.ts').slice(0, 50)
    const fixes = open.map(({ sha: fixed }) => fixed)
    take(
      judgement,
      commit(1000, {
        ...later(1),
        title: 'Squash 300 commits',
        body: many(300, (n) => `* Change ${n}`).join('\n'),
        files: many(300, (n) => file(`src/squash/f${n}.ts`)),
        fixes: [...fixes, ...fixes],
      }),
    )

    expect(judgement.past.totals.bad).toBe(bad + open.length)
    expect(judgement.suspects.byReport.seen).toBe(groups)
  })

  it('goes on with a second root: a history without a common past, in the same time', () => {
    const judgement = learned()
    const other = HISTORY.slice(0, 100).map((data, n) => ({
      ...data,
      sha: sha(5000 + n),
      change: `change/acme/shop/${sha(5000 + n)}`,
      parents: n === 0 ? [] : [sha(4999 + n)],
      files: data.files.map((changed) => ({ ...changed, path: `vendor/${changed.path}` })),
      fixes: (data.fixes ?? []).map((fixed) => sha(4999 + Number.parseInt(fixed, 16))),
    }))
    for (const data of other) take(judgement, data)

    expect(judgement.past.changes.used).toBe(600)
    expect(tellsApart(judgement)).toBe(true)
  })

  it('starts in the middle of a truncated history: fixes of unknown commits, lines that nobody is known to have written', () => {
    const judgement = learn(HISTORY.slice(250))
    const known = new Set(HISTORY.slice(250).map((data) => data.sha))
    const named = new Set(HISTORY.slice(250).flatMap(({ fixes = [] }) => fixes.filter((fixed) => known.has(fixed))))

    expect(judgement.past.totals.bad).toBe(named.size)
    expect(
      take(judgement, commit(1000, { ...later(1), files: [file('src/core/engine.ts', 5)] }))?.data.reasons,
    ).not.toEqual([])
  })
})
