import { describe, expect, it } from '@jest/globals'
import { plainLine } from '../output/progress.js'
import { stepOf, summaryOf } from './follow-import.js'
import type { ImportState, RepositoryCard } from './mesh-api.js'

const state = (more: Partial<ImportState>) =>
  ({
    location: '/shop',
    repository: 'acme/shop',
    state: 'importing',
    commits_done: 0,
    commits_total: 0,
    ...more,
  }) as ImportState
const card = (more: Partial<RepositoryCard>) =>
  ({ repository: 'acme/shop', judged: 0, commits: 0, ...more }) as RepositoryCard

describe('the progress of an import', () => {
  it.each([
    ['… looking at the repository', state({ state: 'waiting' }), undefined],
    ['… copying acme/shop', state({ state: 'cloning' }), undefined],
    ['… reading acme/shop', state({}), card({})],
    ['… reading acme/shop: 0 of 40', state({ commits_total: 40 }), card({})],
    ['… reading acme/shop: 20 of 40, 10 changes/s', state({ commits_total: 40, commits_done: 20 }), card({})],
    [
      '… judging acme/shop: 30 of 40, 15 changes/s',
      state({ commits_total: 40, commits_done: 40 }),
      card({ judged: 30, commits: 40 }),
    ],
    ['… judging acme/shop: 40 of 40, 20 changes/s', state({ state: 'following' }), card({ judged: 40, commits: 40 })],
  ])('says "%s"', (line, read, judged) => {
    expect(plainLine(stepOf(read, judged, 2000))).toBe(line)
  })

  it('ends with what came of it, and names what is not judged', () => {
    expect(summaryOf(card({ judged: 1261, commits: 1363 }), 18_400)).toBe(
      'acme/shop: 1,261 changes judged, 102 merges left out, 18.4 s',
    )
    expect(summaryOf(card({ judged: 3, commits: 3, shallow: true }), 400)).toBe(
      'acme/shop: 3 changes judged, 0.4 s (a shallow clone: older history is missing)',
    )
  })
})
