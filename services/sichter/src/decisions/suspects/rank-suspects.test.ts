import { deserialize, serialize } from 'node:v8'
import { describe, expect, it } from '@jest/globals'
import type { MeshEvent } from '@heimgewebe/contracts'
import { commit, givenHistory, sha, timeOf } from '../../../test/given-history.js'
import type { Change } from '../past/change.js'
import { newJudgement, type Judgement } from '../judgement.js'
import { nameSuspects } from './name-suspects.js'
import { rankSuspects } from './rank-suspects.js'
import { readCommit } from '../past/read-change.js'
import type { Report } from './suspect-query.js'
import { takeInput } from '../take-input.js'
import { termsOf } from '../past/split-terms.js'

const secondsOf = (n: number): number => Math.floor(Date.parse(timeOf(n)) / 1000)

const changeOf = (n: number, more: Parameters<typeof commit>[1] = {}): Change =>
  readCommit({
    id: `019ca8f0-0000-7000-8000-${String(n).padStart(12, '0')}`,
    data: commit(n, more),
  } as unknown as MeshEvent<'change.recorded.v1'>)

const given = (...changes: readonly Change[]): Judgement => {
  const judgement = newJudgement()
  for (const change of changes) takeInput(judgement, { kind: 'change', change })
  return judgement
}

/** Twenty changes of one file each, of which the 7th brought in an identifier. */
const past = (): Judgement =>
  given(
    ...Array.from({ length: 20 }, (_, at) =>
      changeOf(at + 1, {
        title: at === 6 ? 'Keep sessions' : `Improve part ${at}`,
        files: [
          { path: `src/part${at}.ts`, status: 'modified', added: 5, deleted: 0, hunks: [[0, 0, 1, 5, `work${at}()`]] },
        ],
        ...(at === 6 ? { identifiers: { added: ['keepSessionAlive'], deleted: [] } } : {}),
      }),
    ),
  )

const report = (text: string, more: Partial<Report> = {}): Report => ({ time: secondsOf(30), text, files: [], ...more })

const answer = (judgement: Judgement, asked: Report) =>
  nameSuspects(judgement, rankSuspects(judgement, asked), {
    repository: 'acme/shop',
    incident: 'incident/1',
    text: asked.text,
  })

describe('rankSuspects', () => {
  it('puts first the change whose lines hold the identifier of the report, and says so', () => {
    const [first] = answer(past(), report('TypeError in keepSessionAlive after the night')).suspects

    expect(first?.sha).toBe(sha(7))
    expect(first?.reasons.map(({ text }) => text)).toContain('its lines hold keepsessionalive, as the report does')
  })

  it('puts first the change that wrote the line of a stack trace', () => {
    const [first] = answer(past(), report('Error: no\n    at work (/srv/app/src/part11.ts:3:9)')).suspects

    expect(first?.sha).toBe(sha(12))
    expect(first?.reasons[0]?.kind).toBe('named-lines')
  })

  it('puts first the change whose lines the fix replaces, where the fix is known', () => {
    const fix = changeOf(21, {
      title: 'Oops',
      files: [{ path: 'src/part4.ts', status: 'modified', added: 1, deleted: 1, hunks: [[2, 1, 2, 1, '']] }],
    })
    const [first] = answer(past(), report('it broke', { fix })).suspects

    expect(first?.sha).toBe(sha(5))
    expect(first?.reasons[0]?.text).toBe('it wrote 1 of the lines that the fix replaces')
  })

  it('suspects nothing that came after the report', () => {
    const { suspects } = answer(past(), report('keepSessionAlive', { time: secondsOf(3) }))

    expect(suspects.map(({ sha: commit }) => commit)).not.toContain(sha(7))
  })

  it('does not know without a past, and names what is missing', () => {
    const known = answer(newJudgement(), report('crash'))

    expect(known).toMatchObject({ answer: 'unknown', suspects: [], baseline: { change: null } })
    expect(known.missing).toEqual(['text', 'files', 'changes', 'outcomes'])
  })

  it('calls what comes and goes intermittent where no change is likely', () => {
    expect(answer(newJudgement(), report('the login test is flaky')).answer).toBe('intermittent')
  })

  it('reads a bounded part of a hostile text', () => {
    const text = Array.from({ length: 200_000 }, (_, at) => `w${at}.ts:${at}`).join(' ')

    expect(termsOf(text).size).toBeLessThanOrEqual(400)
    expect(answer(past(), report(text)).suspects.length).toBeLessThanOrEqual(10)
    expect(answer(past(), report('a'.repeat(1_000_000))).suspects).toEqual([])
  })

  it('learns from fixes to put the cause first, and ranks the same after being stored and read again', () => {
    const changes = givenHistory(500).map((data) => changeOf(Number.parseInt(data.sha, 16), data))
    const judgement = given(...changes)
    const again = deserialize(serialize(judgement)) as Judgement
    const asked = report('Fix src/core/engine.ts', { time: secondsOf(501) })

    expect(judgement.suspects.byReport.models.length).toBeGreaterThan(0)
    expect(answer(again, asked)).toEqual(answer(judgement, asked))
    // In this history what breaks is the engine, whatever else was changed since.
    expect(
      changes.find(({ sha: commit }) => commit === answer(judgement, asked).suspects[0]?.sha)?.files[0]?.path,
    ).toBe('src/core/engine.ts')
  })

  it('learns from an incident whose cause a person names later', () => {
    const judgement = past()
    const news = { incident: 'incident/1', event: 'e1', time: secondsOf(21), files: [] }
    takeInput(judgement, { kind: 'incident', news: { ...news, text: 'keepSessionAlive fails' } })
    expect(judgement.suspects.byReport.groups).toHaveLength(0)
    takeInput(judgement, { kind: 'incident', news: { ...news, event: 'e2', cause: `change/acme/shop/${sha(7)}` } })

    expect(judgement.suspects.byReport.groups).toHaveLength(1)
    expect(judgement.suspects.reports.size).toBe(0)
  })
})
