import { describe, expect, it } from '@jest/globals'
import { MAX_EVENT_BYTES, violationOfData } from '@heimgewebe/contracts'
import fc from 'fast-check'
import { type CommitFacts, describeCommit, describeMergedPullRequest } from './describe-commit.js'
import { recogniseMessage } from './recognise-message.js'

const SHA = 'a'.repeat(40)
const PARENT = 'b'.repeat(40)
const AROUND = { repository: 'acme/shop', onDefaultBranch: true, fixes: [], reverts: [] }

const commit = (change: Partial<CommitFacts> = {}): CommitFacts => ({
  sha: SHA,
  parents: [PARENT],
  author: { name: 'Ada', email: 'ada@example.org' },
  authoredAt: 1_700_000_000,
  committedAt: 1_700_000_100,
  files: [
    {
      path: 'src/a.ts',
      status: 'modified',
      added: 2,
      deleted: 1,
      binary: false,
      hunks: [[3, 1, 3, 2, 'function a()']],
    },
  ],
  filesOmitted: 0,
  added: 2,
  deleted: 1,
  ...change,
})

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

describe('describeCommit', () => {
  it('tells the facts of a commit', () => {
    const message = recogniseMessage('Fix login (#12)\n\nCloses #7', 1)
    const drafted = describeCommit(commit(), message, { ...AROUND, fixes: [PARENT] })

    expect(drafted).toMatchObject({
      type: 'change.recorded.v1',
      subject: `change/acme/shop/${SHA}`,
      time: '2023-11-14T22:15:00.000Z',
      actor: 'person/ada@example.org',
      data: {
        change: `change/acme/shop/${SHA}`,
        title: 'Fix login (#12)',
        body: 'Closes #7',
        number: 12,
        issues: [7],
        fixes: [PARENT],
        authored_at: '2023-11-14T22:13:20.000Z',
        on_default_branch: true,
        files: [{ path: 'src/a.ts', hunks: [[3, 1, 3, 2, 'function a()']] }],
      },
    })
    expect(drafted.data).not.toHaveProperty('reverts')
    expect(violationOfData(drafted.type, drafted.data)).toBeUndefined()
  })

  it('gives the same commit the same id, and another repository another', () => {
    const message = recogniseMessage('x', 1)
    const first = describeCommit(commit(), message, AROUND)
    expect(describeCommit(commit(), message, AROUND).id).toBe(first.id)
    expect(describeCommit(commit(), message, { ...AROUND, repository: 'acme/other' }).id).not.toBe(first.id)
  })

  it('keeps its contract whatever a commit holds', () => {
    const text = fc.string({ unit: 'binary', maxLength: 400 })
    const file = fc.record({
      path: fc.string({ unit: 'binary', minLength: 1, maxLength: 5000 }),
      status: fc.constantFrom('added' as const, 'renamed' as const, 'retyped' as const),
      added: fc.nat(),
      deleted: fc.nat(),
      binary: fc.boolean(),
      hunks: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat(), text), { maxLength: 3 }),
    })
    fc.assert(
      fc.property(fc.array(file, { maxLength: 5 }), text, text, text, (files, name, email, message) => {
        const facts = commit({ files, author: { name, email } })
        const drafted = describeCommit(facts, recogniseMessage(message, 1), AROUND)
        expect(violationOfData(drafted.type, drafted.data)).toBeUndefined()
        expect(JSON.stringify(drafted)).not.toContain('\\u0000')
      }),
      { numRuns: 200 },
    )
  })

  it.each([
    ['many files', 5000, 'dir/file', 1],
    ['long paths', 1000, 'ü'.repeat(3000), 2],
    ['many hunks', 900, 'x', 100],
  ])('stays below the limit of an event with %s', (_, count, path, hunks) => {
    const files = Array.from({ length: count }, (_item, index) => ({
      path: `${path}${index}`,
      status: 'added' as const,
      added: hunks,
      deleted: 0,
      binary: false,
      hunks: Array.from({ length: hunks }, (_hunk, at) => [at, 0, at, 1, 'f'.repeat(80)] as const).map(
        (hunk) => [...hunk] as [number, number, number, number, string],
      ),
    }))
    const message = recogniseMessage(`title\n\n${'ß'.repeat(16_000)}`, 1)
    const drafted = describeCommit(commit({ files, added: count * hunks }), message, AROUND)

    expect(bytes(drafted)).toBeLessThan(MAX_EVENT_BYTES - 4096)
    expect(drafted.data.added).toBe(count * hunks)
    expect(drafted.data.files.length + (drafted.data.files_omitted ?? 0)).toBe(count)
    expect(drafted.data.files.length).toBeGreaterThan(10)
    expect(violationOfData(drafted.type, drafted.data)).toBeUndefined()
  })

  it('names what stands in the changed lines, and leaves that out first where an event is too large', () => {
    const identifiers = { added: ['refreshToken'], deleted: [] }
    const message = recogniseMessage('t', 1)
    const told = describeCommit(commit({ identifiers }), message, AROUND)
    expect(told.data.identifiers).toEqual(identifiers)
    expect(violationOfData(told.type, told.data)).toBeUndefined()
    expect(
      describeCommit(commit({ identifiers: { added: [], deleted: [] } }), message, AROUND).data,
    ).not.toHaveProperty('identifiers')

    const [file] = commit().files
    const files = Array.from({ length: 1000 }, (_, n) => ({ ...file!, path: `${'p'.repeat(600)}${n}`, hunks: [] }))
    const large = describeCommit(commit({ identifiers, files }), message, AROUND)
    expect(large.data.files_omitted).toBeGreaterThan(0)
    expect(large.data).not.toHaveProperty('identifiers')
  })

  it('cuts no letter in half', () => {
    const drafted = describeCommit(commit(), recogniseMessage(`t\n\n${'x'.repeat(15_999)}😀`, 1), AROUND)
    expect(drafted.data.body?.isWellFormed()).toBe(true)
  })
})

describe('describeMergedPullRequest', () => {
  const known = { repository: 'acme/shop', base: 'main', commits: [PARENT] }

  it('says who merged, and what', () => {
    const message = recogniseMessage('Merge pull request #12 from acme/login\n\nAdd login', 2)
    const drafted = describeMergedPullRequest(commit(), message, known)!
    expect(drafted).toMatchObject({
      subject: 'pr/acme/shop/12',
      data: {
        number: 12,
        title: 'Add login',
        branch: 'login',
        base_branch: 'main',
        merged_by: { name: 'Ada' },
        commits: [PARENT],
        strategy: 'merge',
        merge_sha: SHA,
      },
    })
    expect(violationOfData(drafted.type, drafted.data)).toBeUndefined()
  })

  it('takes who squashed for the author, and the commit for the change', () => {
    const drafted = describeMergedPullRequest(commit(), recogniseMessage('Add login (#12)', 1), known)!
    expect(drafted.data).toMatchObject({ author: { name: 'Ada' }, commits: [SHA], strategy: 'squash' })
    expect(violationOfData(drafted.type, drafted.data)).toBeUndefined()
  })

  it('says nothing about other commits', () => {
    expect(describeMergedPullRequest(commit(), recogniseMessage('Add login', 1), known)).toBeUndefined()
  })
})
