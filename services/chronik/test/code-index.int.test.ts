import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { EventData } from '@heimgewebe/contracts'
import { eventually, TestMesh } from '@heimgewebe/testing'
import { QUICK, scratch, SourceRepository, watch } from './import-kit.js'

type Indexed = EventData['code.indexed.v1']

describe('the index of the code of a watched repository', () => {
  const folder = scratch()
  let mesh: TestMesh
  let repository: SourceRepository
  beforeAll(async () => {
    repository = new SourceRepository(folder.path('shop'))
    repository.write('src/sum.ts', 'export const sum = (a: number) => a\n')
    repository.write(
      'src/cart.ts',
      "import { sum } from './sum.js'\nexport class Cart {\n  total() {\n    return sum(1)\n  }\n}\n",
    )
    repository.write('node_modules/x/index.js', 'function foreign() {}\n')
    repository.write('README.md', '# Shop\n')
    repository.write('broken.py', 'def (:\n')
    repository.commit('start')
    mesh = await TestMesh.start(QUICK)
    await watch(mesh, folder.path('shop'))
  })
  afterAll(async () => {
    await mesh.stop()
    folder.remove()
  })

  const told = (count: number): Promise<Indexed[]> =>
    eventually(async () => {
      const events = (await mesh.events('code.indexed.v1')).map(({ data }) => data)
      return events.length >= count && events
    })

  it('tells what files define and depend on; not what is foreign, nor what is no code', async () => {
    const [first] = await told(1)

    expect(first!.files.map(({ path }) => path).sort()).toEqual(['broken.py', 'src/cart.ts', 'src/sum.ts'])
    expect(first!.files.find(({ path }) => path === 'src/cart.ts')).toEqual({
      path: 'src/cart.ts',
      language: 'typescript',
      whole: true,
      symbols: [
        { name: 'Cart', kind: 'class', from: 2, to: 6 },
        { name: 'Cart.total', kind: 'method', from: 3, to: 5 },
      ],
      links: [
        { kind: 'import', path: 'src/sum.ts', confidence: 1 },
        { kind: 'call', from: 'Cart.total', path: 'src/sum.ts', name: 'sum', confidence: 0.9 },
      ],
    })
    expect(first!.files.find(({ path }) => path === 'broken.py')).toMatchObject({ whole: false })
  })

  it('tells only what changed, and what depends otherwise because of it', async () => {
    repository.write('src/sum.ts', 'export const add = (a: number) => a\n').commit('rename sum')
    const [, second] = await told(2)

    expect(second!.files.map(({ path, links }) => [path, links.map(({ kind }) => kind)]).sort()).toEqual([
      ['src/cart.ts', ['import']],
      ['src/sum.ts', []],
    ])
  })

  it('tells what is gone', async () => {
    repository.git('rm', '-q', 'broken.py')
    repository.commit('remove')
    const events = await told(3)

    expect(events[2]).toMatchObject({ files: [], removed: ['broken.py'] })
  })

  it('says nothing again after a restart, or where no code changed', async () => {
    repository.write('README.md', '# The shop\n').commit('words')
    await mesh.chronik.restart()
    repository.write('src/new.ts', 'export function late() {}\n').commit('late')
    const events = await told(4)

    expect(events).toHaveLength(4)
    expect(events[3]!.files.map(({ path }) => path)).toEqual(['src/new.ts'])
  })
})
