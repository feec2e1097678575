import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { draft, type EventData } from '@heimgewebe/contracts'
import { eventually, TestMesh } from '@heimgewebe/testing'
import { QUICK, reached, scratch, SourceRepository, watch } from './import-kit.js'

const folder = scratch()
const SHOP = 'acme/shop'
let mesh: TestMesh
let source: SourceRepository
/** Heads of pull requests from forks: no branch holds them. */
const heads: string[] = []

beforeAll(async () => {
  mesh = await TestMesh.start(QUICK)
  source = new SourceRepository(folder.path('shop'))
  source.git('remote', 'add', 'origin', 'https://github.com/acme/shop.git')
  source.write('src/login.ts', 'one\ntwo\n').commit('first')
  for (const name of ['one', 'two', 'three']) {
    source.git('checkout', '-q', '--detach', 'main')
    heads.push(source.write('src/login.ts', `one\n${name}\n`).write(`src/${name}.ts`, 'x\n').commit(`Add ${name}`))
    source.git('update-ref', `refs/pull/${heads.length}/head`, 'HEAD')
  }
  source.git('checkout', '-q', 'main')
  source.write('README', 'x\n').commit('meanwhile')
  await watch(mesh, source.path)
  await reached(mesh, source.path, 'following')
})
afterAll(async () => {
  await mesh.stop()
  folder.remove()
})

/** A change as a webhook tells of it: with its size, without its files. */
const told = (number: number, head: string, more: Partial<EventData['pr.opened.v1']> = {}) =>
  draft('pr.opened.v1', {
    subject: `pr/${more.repository ?? SHOP}/${number}`,
    data: {
      repository: SHOP,
      number,
      branch: `b${number}`,
      base_branch: 'main',
      head,
      title: `Change ${number}`,
      author: { name: 'ada' },
      added: 500,
      deleted: 0,
      files_known: false,
      files: [],
      draft: false,
      url: `https://github.com/acme/shop/pull/${number}`,
      ...more,
    },
  })

const updates = async (subject: string) =>
  (await mesh.events('pr.updated.v1')).filter((event) => event.subject === subject)
const wanted = () =>
  mesh.query<{ subject: string; tries: number }>('select subject, tries from chronik.wanted_proposal')
/** Has what is wanted looked for at once. A look that is under way puts the next one off, so that this is said again until it came. */
const lookAgain = (tries = 0) =>
  mesh.query(`update chronik.wanted_proposal set tries = greatest(tries, ${tries}), next_at = now()`)

describe('a change that its host tells of without its files', () => {
  it('is told once more with its files, though its head is on no branch, and again when the host says more of it', async () => {
    const [event] = await mesh.append(told(1, heads[0]!))
    const [update] = await eventually(async () => {
      const found = await updates(`pr/${SHOP}/1`)
      return found.length > 0 && found
    })

    expect(update!.data).toMatchObject({
      number: 1,
      head: heads[0],
      title: 'Change 1',
      url: 'https://github.com/acme/shop/pull/1',
      files_known: true,
      added: 2,
      deleted: 1,
      commits: [heads[0]],
      files: [{ path: 'src/login.ts' }, { path: 'src/one.ts' }],
    })
    expect(update).toMatchObject({
      causationid: event!.id,
      correlationid: event!.correlationid,
      time: event!.time,
    })
    await eventually(async () => (await wanted()).length === 0)
    await mesh.append(told(1, heads[0]!, { title: 'Change 1, retitled' }))
    await eventually(async () => (await updates(`pr/${SHOP}/1`)).length === 2)
    await eventually(async () => (await wanted()).length === 0)
    expect((await updates(`pr/${SHOP}/1`))[1]!.data.title).toBe('Change 1, retitled')
  })

  it('is looked for again where its head is not there yet, and told when it is', async () => {
    const next = new SourceRepository(folder.path('elsewhere'))
    next.git('fetch', '-q', source.path, 'main')
    next.git('checkout', '-q', '--detach', 'FETCH_HEAD')
    const head = next.write('src/late.ts', 'x\n').commit('Late')
    await mesh.append(told(4, head))
    await eventually(async () => (await wanted()).some(({ tries }) => tries === 1))
    expect(await updates(`pr/${SHOP}/4`)).toEqual([])

    source.git('fetch', '-q', next.path, head)
    const [update] = await eventually(async () => {
      await lookAgain()
      const found = await updates(`pr/${SHOP}/4`)
      return found.length > 0 && found
    })
    expect(update!.data.files.map(({ path }) => path)).toEqual(['src/late.ts'])
  })

  it('is given up where its head is nowhere, and wanted no more when it is closed or merged', async () => {
    await mesh.append(told(5, 'f'.repeat(40)), told(6, 'e'.repeat(40)), told(7, 'd'.repeat(40)))
    await eventually(async () => (await wanted()).length === 3)
    await mesh.append(
      draft('pr.closed.v1', {
        subject: `pr/${SHOP}/6`,
        data: { repository: SHOP, number: 6, branch: 'b6', title: 'Change 6', closed_at: '2026-01-01T00:00:00Z' },
      }),
      draft('pr.merged.v1', {
        subject: `pr/${SHOP}/7`,
        data: {
          repository: SHOP,
          number: 7,
          base_branch: 'main',
          title: 'Change 7',
          strategy: 'unknown',
          merged_at: '2026-01-01T00:00:00Z',
        },
      }),
    )
    await eventually(async () => (await wanted()).length === 1)
    await eventually(async () => {
      await lookAgain(8)
      return (await wanted()).length === 0
    })
    expect(await mesh.events('pr.updated.v1')).toHaveLength(3)
  })

  it('waits for a repository that is not watched yet, and says nothing of what is in its base already', async () => {
    const later = new SourceRepository(folder.path('later'))
    later.git('remote', 'add', 'origin', 'https://github.com/acme/later.git')
    const base = later.write('a.ts', 'x\n').commit('first')
    later.git('checkout', '-q', '-b', 'mine')
    const head = later.write('b.ts', 'x\n').commit('mine')
    later.git('checkout', '-q', 'main')
    const repository = 'acme/later'
    await mesh.append(told(1, head, { repository }), told(2, base, { repository }))
    await eventually(async () => (await wanted()).length === 2)

    await watch(mesh, later.path)
    await eventually(async () => (await wanted()).length === 0)
    expect(await updates(`pr/${repository}/1`)).toMatchObject([{ data: { files: [{ path: 'b.ts' }] } }])
    expect(await updates(`pr/${repository}/2`)).toEqual([])
  })
})
