import { describe, expect, it } from '@jest/globals'
import { deserialize, serialize } from 'node:v8'
import type { MeshEvent } from '@heimgewebe/contracts'
import { commit, givenHistory } from '../../test/given-history.js'
import { newJudgement, type Judgement } from './judgement.js'
import { readCommit } from './past/read-change.js'
import { type Input, takeInput } from './take-input.js'

type Commit = Parameters<typeof commit>[1]

const eventId = (n: number): string => `019ca8f0-0000-7000-8000-${String(n).padStart(12, '0')}`

const inputOf = (data: ReturnType<typeof commit>, n: number): Input => ({
  kind: 'change',
  change: readCommit({ id: eventId(n), data } as unknown as MeshEvent<'change.recorded.v1'>),
})

const takeAll = (judgement: Judgement, commits: readonly ReturnType<typeof commit>[], from = 0) =>
  commits.map((data, at) => takeInput(judgement, inputOf(data, from + at + 1)).verdict?.data)

const taken = (...commits: Commit[]) => {
  const judgement = newJudgement()
  return takeAll(
    judgement,
    commits.map((more, at) => commit(at + 1, more)),
  )
}

describe('takeInput', () => {
  it('gives the same judgements after being stored and read again as without', () => {
    const history = givenHistory(600)
    const whole = takeAll(newJudgement(), history)
    const first = newJudgement()
    takeAll(first, history.slice(0, 333))
    const again = deserialize(serialize(first)) as Judgement

    expect(takeAll(again, history.slice(333), 333)).toEqual(whole.slice(333))
  })

  it('orders by lines added at the start', () => {
    const sizes = [5, 50, 500, 20]
    const verdicts = taken(...sizes.map((added) => ({ added })))

    for (const verdict of verdicts) expect(verdict).toMatchObject({ signal: 'none', probability: null })
    expect(verdicts.map((verdict) => verdict?.percentile)).toEqual([50, 100, 100, 33.3])
    expect(verdicts.map((verdict) => verdict?.baseline.percentile)).toEqual([50, 100, 100, 33.3])
  })

  it('learns that the engine breaks and large pages do not, and says so with a probability', () => {
    const judgement = newJudgement()
    takeAll(judgement, givenHistory(700))
    const page = takeInput(
      judgement,
      inputOf(
        commit(701, { added: 190, files: [{ path: 'src/web/page.ts', status: 'modified', added: 190, deleted: 1 }] }),
        701,
      ),
    )
    const engine = takeInput(
      judgement,
      inputOf(
        commit(702, { added: 9, files: [{ path: 'src/core/engine.ts', status: 'modified', added: 9, deleted: 1 }] }),
        702,
      ),
    )

    expect(engine.verdict?.data.signal).toBe('learned')
    expect(engine.verdict?.data.percentile).toBeGreaterThan(page.verdict?.data.percentile ?? 100)
    expect(engine.verdict?.data.probability).toBeGreaterThan(2 * (page.verdict?.data.probability ?? 1))
    expect(engine.verdict?.data.reasons[0]?.text).toMatch(
      /^src\/core\/engine\.ts was changed by \d+ commits that had to be fixed later/,
    )
  })

  it('believes no single date of the future', () => {
    const verdicts = taken(
      {},
      {},
      {},
      { committed_at: '2999-01-01T00:00:00Z', authored_at: '2999-01-01T00:00:00Z' },
      {},
      {},
    )
    const judgement = newJudgement()
    takeAll(
      judgement,
      [1, 2, 3, 4, 5].map((n) => commit(n, n === 4 ? { committed_at: '2999-01-01T00:00:00Z' } : {})),
    )

    expect(verdicts).toHaveLength(6)
    expect(new Date(judgement.clock.now * 1000).getUTCFullYear()).toBe(2025)
  })

  it('judges a bulk reformat, an author with a thousand names and hostile text in bounded space', () => {
    const judgement = newJudgement()
    const files = Array.from({ length: 1000 }, (_, n) => ({
      path: `src/file-${n}.ts`,
      status: 'modified' as const,
      added: 100,
      deleted: 100,
      hunks: Array.from({ length: 100 }, (__, h): [number, number, number, number, string] => [
        h * 10 + 1,
        1,
        h * 10 + 1,
        1,
        `f${h}()`,
      ]),
    }))
    takeAll(judgement, [commit(1, { files, added: 100_000, deleted: 100_000 })])
    takeAll(
      judgement,
      Array.from({ length: 1000 }, (_, n) => commit(n + 2, { author: { name: `Ada ${n}` } })),
      1,
    )
    const hostile = '\u0000\u202e<script>{{7*7}}"; drop table risk; --\ud800'.repeat(300)
    const [verdict] = takeAll(
      judgement,
      [
        commit(2000, {
          title: hostile.slice(0, 900),
          body: hostile.slice(0, 15_000),
          files: [{ path: hostile.slice(0, 4000), status: 'added', added: 1, deleted: 0 }],
        }),
      ],
      1999,
    )

    expect(verdict?.percentile).toBeGreaterThanOrEqual(0)
    expect(judgement.past.files.used).toBeLessThan(110)
    expect(judgement.past.authorIndex.size).toBe(1001)
  })

  it('names the companion that usually changes with a file, with the changes that show it', () => {
    const both = ['src/auth/login.ts', 'src/auth/login.test.ts'].map((path) => ({
      path,
      status: 'modified' as const,
      added: 1,
      deleted: 0,
    }))
    const verdicts = taken(...Array.from({ length: 9 }, () => ({ files: both })), {})

    expect(verdicts.at(-1)?.reasons).toContainEqual({
      kind: 'companion-missing',
      text: 'src/auth/login.ts usually changes with src/auth/login.test.ts (9 of its last 9 changes), which is missing here',
      events: Array.from({ length: 9 }, (_, n) => eventId(n + 1)),
    })
  })

  it('counts each commit that was fixed once, however often it was fixed', () => {
    const judgement = newJudgement()
    const [one, two] = [commit(1), commit(2)]
    takeAll(judgement, [one, two, commit(3, { fixes: [one.sha] }), commit(4, { fixes: [one.sha, two.sha] })])
    const [verdict] = takeAll(judgement, [commit(5)], 4)

    expect(verdict?.reasons[0]?.text).toBe(
      'src/auth/login.ts was changed by 2 commits that had to be fixed later, the last less than a day ago',
    )
    expect(verdict?.reasons[0]?.events.toSorted()).toEqual([1, 2, 3, 4].map(eventId))
  })
})
