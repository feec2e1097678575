import { describe, expect, it } from '@jest/globals'
import { violationOfData } from '@heimgewebe/contracts'
import {
  chooseDefaultBranch,
  describeConfiguration,
  describeImported,
  describeRegistered,
  describeRelease,
} from './describe-repository.js'

const branches = (...names: string[]) => names.map((name, index) => ({ name, committedAt: index }))
const MOMENT = { seconds: 1_700_000_000, mark: '' }

describe('chooseDefaultBranch', () => {
  it.each([
    ['the HEAD of a bare repository', { headBranch: 'dev9', bare: true, branches: branches('main', 'dev9') }, 'dev9'],
    [
      'what origin says',
      { headBranch: 'x', originBranch: 'trunk', bare: false, branches: branches('main', 'trunk', 'x') },
      'trunk',
    ],
    ['main, where a feature is checked out', { headBranch: 'x', bare: false, branches: branches('x', 'main') }, 'main'],
    [
      'master, where it is checked out',
      { headBranch: 'master', bare: false, branches: branches('main', 'master') },
      'master',
    ],
    [
      'what is checked out, for want of a usual name',
      { headBranch: 'x', bare: false, branches: branches('y', 'x') },
      'x',
    ],
    ['the newest, for want of anything', { headBranch: 'gone', bare: true, branches: branches('a', 'b') }, 'b'],
    ['nothing without branches', { headBranch: 'main', bare: true, branches: [] }, undefined],
  ])('takes %s', (_, hints, expected) => {
    expect(chooseDefaultBranch(hints)).toBe(expected)
  })
})

describe('the events about a repository', () => {
  const sha = 'a'.repeat(40)
  const facts = { repository: 'acme/shop', location: '/srv/shop', default_branch: 'main', shallow: false }

  it('keep their contracts', () => {
    const drafts = [
      describeRegistered({ ...facts, object_format: 'sha256' }, MOMENT),
      describeImported(
        { repository: 'acme/shop', commits: 1, pull_requests: 0, releases: 0, open_changes: 0, seconds: 0.5 },
        MOMENT,
      ),
      describeConfiguration({ repository: 'acme/shop', sha, areas: [], guards: [], problems: [] }, MOMENT),
      describeRelease('acme/shop', { name: 'v1.0', sha, title: 'first', createdAt: 1_700_000_000 }),
    ]
    for (const drafted of drafts) expect(violationOfData(drafted.type, drafted.data)).toBeUndefined()
    expect(drafts.map((drafted) => drafted.subject)).toEqual([
      'repository/acme/shop',
      'repository/acme/shop',
      'repository/acme/shop',
      'release/acme/shop/v1.0',
    ])
  })

  it('have the id of what they say', () => {
    const first = describeRegistered(facts, MOMENT)
    expect(describeRegistered(facts, MOMENT).id).toBe(first.id)
    expect(describeRegistered({ ...facts, default_branch: 'trunk' }, MOMENT).id).not.toBe(first.id)
    const tag = { name: 'v1.0', sha, title: '', createdAt: 1_700_000_000 }
    expect(describeRelease('acme/shop', tag).id).not.toBe(
      describeRelease('acme/shop', { ...tag, sha: 'b'.repeat(40) }).id,
    )
  })
})
