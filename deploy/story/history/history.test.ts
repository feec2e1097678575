import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { SmallRepository } from '../../e2e/small-repository.js'
import { findCases } from './cases.js'
import { gitIn } from './git.js'
import { History } from './history.js'

let folder: string
let repository: SmallRepository

const open = async (path: string, limit = 5000): Promise<History> =>
  History.open(path, await mkdtemp(join(folder, 'copy-')), limit)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heimgewebe-history-'))
  repository = new SmallRepository(join(folder, 'shop'))
  await repository.init()
  await repository.fill()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('opening a history', () => {
  it('says why a path is none: no folder, no repository, no commit, shallow, too few commits', async () => {
    const empty = new SmallRepository(join(folder, 'empty'))
    await empty.init()
    await gitIn('.', 'clone', '--quiet', '--depth=3', `file://${repository.path}`, join(folder, 'shallow'))
    const small = new SmallRepository(join(folder, 'small'))
    await small.init()
    await small.commit('one', { a: 'a' })

    await expect(open(join(folder, 'nowhere'))).rejects.toThrow(/there is no folder/)
    await expect(open(folder)).rejects.toThrow(/is not a git repository/)
    await expect(open(empty.path)).rejects.toThrow(/has no commit yet/)
    await expect(open(join(folder, 'shallow'))).rejects.toThrow(/is a shallow clone.*--unshallow/)
    await expect(open(small.path)).rejects.toThrow(/has 1 commits/)
  })

  it('shows nothing but one branch, up to the commit that it is told', async () => {
    const history = await open(repository.path)
    const early = history.commits[4]!.sha
    await history.show(early)

    const refs = await gitIn(history.folder, 'for-each-ref', '--format=%(refname) %(objectname)')
    expect(refs.trim()).toBe(`refs/heads/main ${early}`)
  })

  it('takes the last commits where it is limited, and knows nothing of what the first of them changed', async () => {
    const [whole, part] = [await open(repository.path), await open(repository.path, 12)]

    expect(part.commits.map(({ sha }) => sha)).toEqual(whole.commits.slice(-12).map(({ sha }) => sha))
    expect(part.left).toBe(whole.commits.length - 12)
    // Not even the objects of what came before are there: the mesh would read them.
    await expect(gitIn(part.folder, 'cat-file', '-e', whole.commits[0]!.sha)).rejects.toThrow()
    expect(part.commits[0]!.files).toEqual([])
    expect(part.commits[1]!.files).toEqual(whole.commits.at(-11)!.files)
  })

  it('finds what came in by a merge before that merge', async () => {
    const merged = new SmallRepository(join(folder, 'merged'))
    await merged.init()
    for (let n = 0; n < 10; n++) await merged.commit(`step ${n}`, { a: `${n}\n` })
    const base = (await merged.git('rev-parse', 'HEAD')).trim()
    await merged.git('switch', '--quiet', '--create', 'side')
    const side = await merged.commit('side', { b: 'b\n' })
    await merged.git('switch', '--quiet', 'main')
    const main = await merged.commit('main', { c: 'c\n' })
    await merged.git('merge', '--quiet', '--no-ff', '--no-edit', 'side')

    const { commits } = await open(merged.path)
    const before = new Map(commits.map((commit) => [commit.sha, commit.before]))
    expect(before.get(side)).toBe(main)
    expect(before.get(main)).toBe(base)
  })
})

describe('finding the cases of a history', () => {
  it('takes the cause from the fix or from the lines that it replaces, and the trouble from what is left of its message', async () => {
    const made = new SmallRepository(join(folder, 'made'))
    await made.init()
    for (let n = 0; n < 12; n++) await made.commit(`docs: page ${n}`, { [`docs/${n}.md`]: `${n}\n` })
    const idle = await made.commit('session: end idle sessions', { 'src/idle.ts': 'export const idle = 60\n' })
    const footer = await made.commit('mail: a footer', { 'src/footer.ts': "export const street = 'Main Street 1'\n" })
    const revert = await made.commit(
      `Revert "session: end idle sessions"\n\nPeople who type are logged out after a minute.\n\nThis reverts commit ${idle}.`,
      { 'src/idle.ts': '' },
    )
    const fix = await made.commit('fix(mail): the footer names a street that is gone', {
      'src/footer.ts': "export const street = 'Side Street 2'\n",
    })
    await made.commit('fix: nobody knows what', { 'docs/1.md': 'one\n' })

    const { cases, untold } = await findCases(await open(made.path), 10)
    expect(cases).toEqual([
      expect.objectContaining({
        fix: expect.objectContaining({ sha: revert }),
        before: footer,
        report: expect.objectContaining({ text: 'People who type are logged out after a minute.' }),
        truth: { culprits: [idle], by: 'named' },
      }),
      expect.objectContaining({
        fix: expect.objectContaining({ sha: fix }),
        before: revert,
        report: expect.objectContaining({ text: 'mail: the footer names a street that is gone' }),
        truth: { culprits: [footer], by: 'blamed' },
      }),
    ])
    expect(untold).toBe(1)
  })
})
