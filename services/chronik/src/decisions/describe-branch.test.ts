import { describe, expect, it } from '@jest/globals'
import { violationOfData } from '@heimgewebe/contracts'
import {
  describeClosedBranch,
  describeMergedBranch,
  describeOpenBranch,
  describeRewrittenBranch,
  isProposal,
  type OpenBranch,
} from './describe-branch.js'
import { recogniseMessage } from './recognise-message.js'

const HEAD = 'a'.repeat(40)
const BASE = 'b'.repeat(40)
const FIRST = { seconds: 1_700_000_000, mark: '' }
const LATER = { seconds: 1_700_000_500, mark: '1700000500123' }

const open = (change: Partial<OpenBranch> = {}): OpenBranch => ({
  repository: 'acme/shop',
  branch: 'feature/login',
  base: 'main',
  mergeBase: BASE,
  head: {
    sha: HEAD,
    parents: [BASE],
    author: { name: 'Ada', email: '' },
    authoredAt: 1_700_000_000,
    committedAt: 1_700_000_100,
    files: [],
    filesOmitted: 0,
    added: 0,
    deleted: 0,
  },
  message: recogniseMessage('Add login\n\nbody', 1),
  commits: [HEAD],
  diff: {
    files: [{ path: 'a', status: 'added', added: 1, deleted: 0, binary: false, hunks: [] }],
    filesOmitted: 0,
    added: 1,
    deleted: 0,
  },
  moment: FIRST,
  ...change,
})

describe('a branch that is ahead', () => {
  it('is an open change', () => {
    const drafted = describeOpenBranch('pr.opened.v1', open())
    expect(drafted).toMatchObject({
      type: 'pr.opened.v1',
      subject: 'branch/acme/shop/feature/login',
      actor: 'person/Ada',
      data: { head: HEAD, base: BASE, title: 'Add login', files_known: true, added: 1, author: { name: 'Ada' } },
    })
    expect(violationOfData(drafted.type, drafted.data)).toBeUndefined()
  })

  it('is the same event at a second first look, and another one when it comes back later', () => {
    const first = describeOpenBranch('pr.opened.v1', open())
    expect(describeOpenBranch('pr.opened.v1', open()).id).toBe(first.id)
    expect(describeOpenBranch('pr.opened.v1', open({ moment: LATER })).id).not.toBe(first.id)
    expect(describeOpenBranch('pr.updated.v1', open()).id).not.toBe(first.id)
  })

  it('has its name for a title where its commit has none', () => {
    expect(describeOpenBranch('pr.opened.v1', open({ message: recogniseMessage('', 1) })).data.title).toBe(
      'feature/login',
    )
  })
})

describe('isProposal', () => {
  it.each(['feature/login', 'fix-123', 'dependabot/npm/x-1.2.3', 'v2-redesign', '123', 'release-notes', 'next'])(
    'takes %s for one',
    (branch) => {
      expect(isProposal(branch, 3)).toBe(true)
    },
  )

  it.each([
    'branch-2.17',
    'release/1.2',
    'releases/v1.2.x',
    'v1.x',
    'v2',
    '1.0',
    '3.x',
    'stable-3',
    'gh-pages',
    '2.1-stable',
  ])('takes %s for none', (branch) => {
    expect(isProposal(branch, 3)).toBe(false)
  })

  it('takes a branch that went its own way for none', () => {
    expect([isProposal('fork', 250), isProposal('fork', 251)]).toEqual([true, false])
  })
})

describe('what becomes of a branch', () => {
  const author = { name: 'Ada', email: 'ada@example.org' }

  it('is that it was merged', () => {
    const drafted = describeMergedBranch({
      repository: 'acme/shop',
      branch: 'x',
      base: 'main',
      title: 'Add x',
      strategy: 'merge',
      by: { sha: BASE, author, committedAt: 1_700_000_200 },
      commits: [HEAD],
    })
    expect(drafted).toMatchObject({
      subject: 'branch/acme/shop/x',
      time: '2023-11-14T22:16:40.000Z',
      data: { merge_sha: BASE, merged_by: { name: 'Ada' }, strategy: 'merge', merged_at: '2023-11-14T22:16:40.000Z' },
    })
    expect(violationOfData(drafted.type, drafted.data)).toBeUndefined()
  })

  it('is that it was given up or rewritten, as often as it happens', () => {
    const closed = describeClosedBranch('acme/shop', 'x', { head: HEAD, title: '' }, LATER)
    const rewritten = describeRewrittenBranch('acme/shop', 'x', { before: HEAD, after: BASE }, LATER)
    expect(closed.data).toMatchObject({ title: 'x', closed_at: '2023-11-14T22:21:40.000Z' })
    for (const drafted of [closed, rewritten]) expect(violationOfData(drafted.type, drafted.data)).toBeUndefined()
    const again = describeRewrittenBranch('acme/shop', 'x', { before: HEAD, after: BASE }, { ...LATER, mark: '2' })
    expect(again.id).not.toBe(rewritten.id)
  })
})
