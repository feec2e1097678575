import { describe, expect, it } from '@jest/globals'
import type { MeshEvent } from '@heimgewebe/contracts'
import { commit, sha } from '../../../test/given-history.js'
import { chooseTests } from './choose-tests.js'
import { newJudgement, type Judgement } from '../judgement.js'
import { isTestPath } from './measure-guards.js'
import { rankGuards } from './rank-guards.js'
import { readCommit } from '../past/read-change.js'
import { takeInput } from '../take-input.js'

type More = Parameters<typeof commit>[1]

const changeOf = (n: number, paths: readonly string[], status: 'added' | 'modified' | 'deleted', more: More = {}) =>
  readCommit({
    id: `019ca8f0-0000-7000-8000-${String(n).padStart(12, '0')}`,
    data: commit(n, { ...more, files: paths.map((path) => ({ path, status, added: 1, deleted: 0, hunks: [] })) }),
  } as unknown as MeshEvent<'change.recorded.v1'>)

const touch = (
  judgement: Judgement,
  n: number,
  paths: readonly string[],
  status: 'added' | 'modified' | 'deleted',
  more: More = {},
) => takeInput(judgement, { kind: 'change', change: changeOf(n, paths, status, more) })

const TESTS = Array.from({ length: 12 }, (_, n) => `tests/area${n}.test.ts`)

const past = (): Judgement => {
  const judgement = newJudgement()
  touch(judgement, 1, TESTS, 'added')
  for (let n = 2; n < 8; n++) touch(judgement, n, ['src/parser.ts', 'tests/area9.test.ts'], 'modified')
  touch(judgement, 8, ['src/area4.ts'], 'added')
  touch(judgement, 9, ['src/parser.ts'], 'modified')
  return judgement
}

describe('rankGuards', () => {
  it('puts first the test that changed with the file, though nothing in its name tells of it', () => {
    expect(rankGuards(past(), sha(9))[0]).toBe('tests/area9.test.ts')
  })

  it('puts first the test that is called like the file, where nothing changed together yet', () => {
    expect(rankGuards(past(), sha(8))[0]).toBe('tests/area4.test.ts')
  })

  it('puts first the test that the fix of an earlier change of the file had to touch, though the fix touched nothing else', () => {
    const judgement = newJudgement()
    touch(judgement, 1, TESTS, 'added')
    touch(judgement, 2, ['src/queue.ts'], 'added')
    touch(judgement, 3, ['tests/area7.test.ts'], 'modified', { fixes: [sha(2)] })
    touch(judgement, 4, ['src/queue.ts'], 'modified')

    expect(rankGuards(judgement, sha(4))[0]).toBe('tests/area7.test.ts')
  })

  it('puts first the test that a change of other files touched which spoke of the same things', () => {
    const judgement = newJudgement()
    touch(judgement, 1, TESTS, 'added')
    touch(judgement, 2, ['src/a.ts', 'tests/area5.test.ts'], 'modified', { title: 'Handle fragmented datagrams' })
    for (let n = 3; n < 9; n++)
      touch(judgement, n, ['src/b.ts', 'tests/area8.test.ts'], 'modified', { title: `Chapter ${n}` })
    const change = changeOf(9, ['lib/socket.ts'], 'added', { title: 'Count fragmented datagrams' })

    expect(rankGuards(judgement, change)[0]).toBe('tests/area5.test.ts')
    expect(rankGuards(judgement, { ...change, title: 'Another' })[0]).toBe('tests/area8.test.ts')
  })

  it('puts first the test that is called like what the change says, where no file is called so', () => {
    const judgement = newJudgement()
    touch(judgement, 1, [...TESTS, 'tests/system-offload-traffic.test.ts'], 'added')
    const change = changeOf(2, ['lib/socket.ts'], 'added', { title: 'Count the offloaded rules' })

    expect(rankGuards(judgement, change)[0]).toBe('tests/system-offload-traffic.test.ts')
  })

  it('learns nothing of a change from itself once it is remembered', () => {
    const judgement = past()
    const change = changeOf(12, ['lib/socket.ts', 'tests/area2.test.ts'], 'modified', { title: 'Zyzzyva' })
    const before = rankGuards(judgement, { ...change, files: change.files.slice(0, 1) })
    takeInput(judgement, { kind: 'change', change: { ...change, files: change.files.slice(0, 1) } })

    expect(rankGuards(judgement, { ...change, files: change.files.slice(0, 1) })).toEqual(before)
  })

  it('ranks exactly the tests that it is asked for, those it does not know last', () => {
    expect(rankGuards(past(), sha(9), ['tests/new.test.ts', 'tests/area1.test.ts', 'tests/area9.test.ts'])).toEqual([
      'tests/area9.test.ts',
      'tests/area1.test.ts',
      'tests/new.test.ts',
    ])
  })

  it('forgets a test that was deleted', () => {
    const judgement = past()
    touch(judgement, 10, ['tests/area9.test.ts'], 'deleted')

    expect(rankGuards(judgement, sha(9))).not.toContain('tests/area9.test.ts')
  })

  it.each([
    ['tests/ofproto.at', true],
    ['src/a.spec.ts', true],
    ['src/a.ts', false],
    ['tests/README.md', false],
    ['tests/certs/key.pem', false],
    ['tests/recorded.json', false],
    ['tests/run.bats', true],
  ])('takes %s for a test: %s', (path, is) => {
    expect(isTestPath(path)).toBe(is)
  })

  it('chooses a tenth of the tests for a change, and draws the same few others each time', () => {
    const judgement = past()
    const change = readCommit({
      id: 'e',
      data: commit(11, { files: [] }),
    } as unknown as MeshEvent<'change.recorded.v1'>)
    const chosen = chooseTests(judgement, change)

    expect(chosen.tests.map(({ by }) => by)).toEqual(['learned', 'learned', 'learned', 'sample', 'sample'])
    expect(new Set(chosen.tests.map(({ path }) => path)).size).toBe(5)
    expect(chosen.tests_known).toBe(12)
    expect(chooseTests(judgement, change)).toEqual(chosen)
  })
})
