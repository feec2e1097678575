import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Graph } from '../src/io/graph.js'
import type { Entry, NodeDraft, RelationDraft } from '../src/io/graph-entry.js'
import type { Moment } from '../src/io/graph-store.js'
import { findNamed } from '../src/io/questions/named-nodes.js'

const at = (position: number): number => Date.UTC(2026, 0, 1) + position * 60_000
const node = (id: string, more: Partial<NodeDraft> = {}): NodeDraft => ({
  id,
  kind: id.slice(0, id.indexOf('/')),
  title: '',
  state: '',
  repository: 'acme/shop',
  mention: true,
  ...more,
})
const relation = (from: string, type: string, to: string, more: Partial<RelationDraft> = {}): RelationDraft => ({
  type,
  from,
  to,
  confidence: 1,
  added: 0,
  deleted: 0,
  ...more,
})
const entry = (position: number, relations: RelationDraft[], more: Partial<Entry> = {}): Entry => ({
  evidence: { position, id: `event-${position}`, type: 'change.recorded.v1', at: at(position) },
  nodes: [...new Set(relations.flatMap(({ from, to }) => [from, to]))].map((id) => node(id)),
  relations,
  replaces: [],
  ...more,
})
/** A change that touches files, each in an area. */
const touching = (position: number, change: string, ...files: string[]): Entry =>
  entry(position, [
    ...files.map((file) => relation(change, 'touches', file, { added: 2, deleted: 1 })),
    ...files.map((file) => relation(file, 'in_area', 'area/x')),
  ])

/** What every graph store must do, whatever it is made of. `open` gives an empty one. */
export const graphCompliance = (open: () => Promise<Graph>): void => {
  let graph: Graph
  beforeEach(async () => {
    graph = await open()
  })
  afterEach(() => graph.close())

  const around = async (id: string, more: { type?: string; depth?: 1 | 2; limit?: number } = {}) =>
    (await graph.neighbours({ node: id, depth: 1, limit: 100, ...more }))!
  const read = async (id: string): Promise<string[]> =>
    (await around(id)).relations.map(({ from, type, to }) => `${from} ${type} ${to}`).sort()

  describe('applying', () => {
    it('keeps its place in the log with what it holds', async () => {
      expect(graph.position()).toBe(0)
      await graph.apply([touching(3, 'change/1', 'file/a'), touching(7, 'change/2', 'file/a')])
      expect(graph.position()).toBe(7)
    })

    it('changes nothing when the same entries come again, in whatever batches', async () => {
      const entries = [1, 2, 3, 4].map((n) => touching(n, `change/${n}`, 'file/a', `file/${n}`))
      await graph.apply(entries)
      const before = await graph.digest()
      await graph.apply(entries.slice(2))
      await graph.apply(entries)
      expect(await graph.digest()).toBe(before)
    })

    it('takes a late entry whose place it has passed, once', async () => {
      await graph.apply([touching(1, 'change/1', 'file/a'), touching(9, 'change/9', 'file/a')])
      await graph.apply([touching(5, 'change/5', 'file/a')])
      await graph.apply([touching(5, 'change/5', 'file/a')])
      expect((await graph.counts()).relations['touches']).toBe(3)
      expect(graph.position()).toBe(9)
    })

    it('gives equal content for one batch and for many', async () => {
      const entries = Array.from({ length: 40 }, (_, n) =>
        touching(n + 1, `change/${n}`, `file/${n % 7}`, `file/${n % 5}`),
      )
      await graph.apply(entries)
      const whole = await graph.digest()
      await graph.wipe()
      for (const each of entries) await graph.apply([each])
      expect(await graph.digest()).toBe(whole)
    })

    it('is empty after a wipe, however much there was', async () => {
      await graph.apply([touching(1, 'change/1', 'file/a', ...Array.from({ length: 1100 }, (_, n) => `file/${n}`))])
      await graph.wipe()
      expect(await graph.counts()).toEqual({ nodes: {}, relations: {}, position: 0 })
      expect(await graph.neighbours({ node: 'file/a', depth: 1, limit: 1 })).toBeUndefined()
    })

    it('writes nothing of a batch in which one entry cannot be applied', async () => {
      await graph.apply([touching(1, 'change/1', 'file/a')])
      const before = await graph.digest()
      const broken = entry(3, [relation('change/3', 'touches', 'file/b')], { nodes: [node('change/3')] })
      await expect(graph.apply([touching(2, 'change/2', 'file/a'), broken])).rejects.toThrow('file/b')
      expect(await graph.digest()).toBe(before)
      expect(graph.position()).toBe(1)
      await graph.apply([touching(2, 'change/2', 'file/a')])
      expect((await graph.counts()).relations['touches']).toBe(2)
    })

    it('applies one commit of a thousand files', async () => {
      await graph.apply([touching(1, 'change/1', ...Array.from({ length: 1000 }, (_, n) => `file/${n}`))])
      expect((await graph.counts()).relations).toEqual({ in_area: 1000, touches: 1000 })
      expect((await graph.relation('1-999'))?.to).toBe('file/999')
      expect((await graph.relation('1-1999'))?.from).toBe('file/999')
    })

    it('keeps more lines than anybody writes as the most that it can, in the store as in memory', async () => {
      const lines = { added: 1e300, deleted: 2 ** 53, confidence: 0.37 }
      await graph.apply([entry(1, [relation('change/1', 'touches', 'file/a', lines)])])
      const [held] = (await around('file/a')).relations
      expect(held).toMatchObject({ added: 67_108_863, deleted: 67_108_863, confidence: 0.37 })
      expect(await graph.relation('1-0')).toEqual(held)
    })
  })

  describe('nodes', () => {
    it('keep what is known when they are only named again', async () => {
      await graph.apply([entry(1, [], { nodes: [node('issue/1', { title: 'Lost', state: 'open', mention: false })] })])
      await graph.apply([entry(2, [], { nodes: [node('issue/1', { title: 'other' })] })])
      expect((await around('issue/1')).nodes[0]).toMatchObject({ title: 'Lost', state: 'open' })
    })

    it('learn what they are when they were only named before, in this batch or an earlier one', async () => {
      await graph.apply([entry(1, [relation('change/1', 'mentions', 'issue/1')])])
      await graph.apply([entry(2, [], { nodes: [node('issue/1', { title: 'Lost', state: 'open', mention: false })] })])
      await graph.apply([
        entry(3, [relation('change/3', 'mentions', 'issue/3')]),
        entry(4, [], { nodes: [node('issue/3', { title: 'Found', state: 'closed', mention: false })] }),
      ])
      expect((await around('issue/1')).nodes[0]).toMatchObject({ title: 'Lost', state: 'open' })
      expect((await around('issue/3')).nodes[0]).toMatchObject({ title: 'Found', state: 'closed' })
    })

    it('may be called anything', async () => {
      const ids = [
        "file/it's",
        'file/"$x" {}\\',
        'file/a\nb',
        'file/ü😀',
        'file/nul\0end',
        `file/${'long/'.repeat(800)}x`,
      ]
      await graph.apply([touching(1, 'change/1', ...ids)])
      for (const id of ids) expect((await around(id)).nodes[0]!.id).toBe(id)
      expect((await graph.counts()).nodes['file']).toBe(ids.length)
    })
  })

  describe('relations', () => {
    it('each have an id, a type, a time, a confidence and the event that they rest on', async () => {
      await graph.apply([entry(4, [relation('pr/42', 'causes', 'incident/7', { confidence: 0.8 })])])
      const [found] = (await around('pr/42')).relations
      expect(found).toEqual({
        id: '4-0',
        type: 'causes',
        from: 'pr/42',
        to: 'incident/7',
        since: new Date(at(4)).toISOString(),
        confidence: 0.8,
        event: { id: 'event-4', type: 'change.recorded.v1', position: 4 },
      })
      expect(await graph.relation('4-0')).toEqual(found)
      expect(await graph.relation('4-1')).toBeUndefined()
      expect(await graph.relation('nonsense')).toBeUndefined()
    })

    it('are kept once, by the strongest evidence', async () => {
      const causes = (confidence: number) => relation('pr/42', 'causes', 'incident/7', { confidence })
      await graph.apply([entry(1, [causes(0.8)]), entry(2, [causes(0.5)])])
      await graph.apply([entry(3, [causes(1)]), entry(4, [causes(0.9)])])
      expect((await around('pr/42')).relations.map(({ id, confidence }) => [id, confidence])).toEqual([['3-0', 1]])
      expect((await graph.relation('1-0'))?.until).toBe(new Date(at(3)).toISOString())
    })

    it('end when an event tells the whole and leaves them out', async () => {
      const whole = (position: number, ...files: string[]): Entry => ({
        ...entry(
          position,
          files.map((file) => relation('pr/1', 'touches', file)),
        ),
        nodes: ['pr/1', ...files].map((id) => node(id)),
        replaces: [{ from: 'pr/1', type: 'touches' }],
      })
      await graph.apply([whole(1, 'file/a', 'file/b')])
      await graph.apply([whole(2, 'file/b', 'file/c'), whole(3, 'file/b', 'file/d')])
      expect(await read('pr/1')).toEqual(['pr/1 touches file/b', 'pr/1 touches file/d'])
      expect((await graph.relation('2-1'))?.until).toBe(new Date(at(3)).toISOString())
      expect((await graph.counts()).relations).toEqual({ touches: 2 })
    })

    it('change hands: a file that is in another area is no longer in the first', async () => {
      const inArea = (position: number, area: string): Entry => ({
        ...entry(position, [relation('file/a', 'in_area', area)]),
        replaces: [{ from: 'file/a', type: 'in_area' }],
      })
      await graph.apply([inArea(1, 'area/x')])
      await graph.apply([inArea(2, 'area/x'), inArea(3, 'area/y')])
      await graph.apply([inArea(4, 'area/z'), inArea(5, 'area/z')])
      expect(await read('file/a')).toEqual(['file/a in_area area/z'])
      expect(await read('area/x')).toEqual([])
    })
  })

  describe('questions', () => {
    beforeEach(() =>
      graph.apply([
        touching(1, 'change/1', 'file/a', 'file/b'),
        touching(2, 'change/2', 'file/a', 'file/b'),
        touching(3, 'change/3', 'file/b'),
        entry(4, [relation('change/2', 'causes', 'incident/7'), relation('incident/7', 'affects', 'file/c')]),
      ]),
    )

    it('finds what is around a node, newest first, by type where asked', async () => {
      expect((await around('file/b')).relations.map(({ id }) => id)).toEqual(['3-0', '2-1', '1-1', '1-3'])
      expect((await around('file/b', { type: 'in_area' })).relations.map(({ id }) => id)).toEqual(['1-3'])
      expect((await around('file/b', { type: 'touches' })).nodes.map(({ id }) => id)).toEqual([
        'file/b',
        'change/3',
        'change/2',
        'change/1',
      ])
    })

    it('goes two steps', async () => {
      const { nodes, truncated } = await around('incident/7', { depth: 2 })
      expect(nodes.map(({ id }) => id).sort()).toEqual(['change/2', 'file/a', 'file/b', 'file/c', 'incident/7'])
      expect(truncated).toBe(false)
    })

    it('says when the limit left something out', async () => {
      expect(await around('file/b', { limit: 2 })).toMatchObject({
        truncated: true,
        relations: [{ id: '3-0' }, { id: '2-1' }],
      })
      expect(await around('file/b', { limit: 4 })).toMatchObject({ truncated: false })
    })

    it('finds a shortest path with its relations in order', async () => {
      const path = (await graph.path({ from: 'change/1', to: 'incident/7', max: 4 }))!
      expect(path.nodes).toHaveLength(4)
      expect(path.nodes[0]!.id).toBe('change/1')
      expect(path.nodes.at(-1)!.id).toBe('incident/7')
      expect(path.relations.map(({ type }) => type)).toEqual(['touches', 'touches', 'causes'])
      expect((await graph.path({ from: 'change/1', to: 'incident/7', max: 2 }))!.relations).toEqual([])
      expect((await graph.path({ from: 'file/a', to: 'file/a', max: 2 }))!.nodes).toHaveLength(1)
      expect(await graph.path({ from: 'change/1', to: 'nobody', max: 2 })).toBeUndefined()
    })

    it('finds the changes that touched the same files, and the incidents that they caused', async () => {
      const { changes, truncated } = (await graph.related('change/1', 10))!
      expect(changes.map(({ change, files }) => [change.id, files])).toEqual([
        ['change/2', ['file/a', 'file/b']],
        ['change/3', ['file/b']],
      ])
      expect(changes[0]!.incidents).toMatchObject([{ incident: { id: 'incident/7' }, relation: { id: '4-0' } }])
      expect(changes[1]!.incidents).toEqual([])
      expect(truncated).toBe(false)
      expect((await graph.related('change/1', 1))!.truncated).toBe(true)
      expect(await graph.related('nobody', 1)).toBeUndefined()
    })

    it('follows the surer of equally short paths, whatever the store', async () => {
      await graph.apply([
        entry(5, [relation('person/ada', 'authored', 'change/1'), relation('person/ada', 'authored', 'change/2')]),
      ])
      const path = (await graph.path({ from: 'change/1', to: 'change/2', max: 4 }))!
      expect(path.relations.map(({ type, to }) => [type, to])).toEqual([
        ['touches', 'file/a'],
        ['touches', 'file/a'],
      ])
    })

    it('finds nodes by what they are called, of one kind where asked, the shortest names first', async () => {
      await graph.apply([
        entry(5, [], { nodes: [node('pr/7', { title: 'Straße über A.B*', kind: 'change', mention: false })] }),
      ])
      const called = (text: string, more: { kind?: string; moment?: Moment; limit?: number } = {}): Promise<string[]> =>
        graph.ask((reader) => reader.called({ text, limit: 10, ...more })).then((nodes) => nodes.map(({ id }) => id))

      expect(await called('CHANGE/')).toEqual(['change/1', 'change/2', 'change/3'])
      expect(await called('ange/', { limit: 2 })).toEqual(['change/1', 'change/2'])
      expect(await called('e/', { kind: 'file' })).toEqual(['file/a', 'file/b', 'file/c'])
      expect(await called('über a.b*')).toEqual(['pr/7'])
      expect(await called('über', { moment: { axis: 'position', at: 4 } })).toEqual([])
      expect(await called(`' OR true OR '`)).toEqual([])
      const used = await graph.ask((reader) =>
        findNamed(reader, { text: 'file/', kind: 'file', order: 'used', limit: 2 }),
      )
      expect(used.map(({ id }) => id)).toEqual(['file/b', 'file/a'])
    })

    it('counts', async () => {
      expect(await graph.counts()).toEqual({
        nodes: { area: 1, change: 3, file: 3, incident: 1 },
        relations: { affects: 1, causes: 1, in_area: 2, touches: 5 },
        position: 4,
      })
    })
  })

  describe('the graph as it was', () => {
    const then = (axis: 'time' | 'position', place: number): Moment => ({
      axis,
      at: axis === 'time' ? at(place) : place,
    })
    const pr = (position: number, state: string, title: string, ...files: string[]): Entry =>
      entry(
        position,
        files.map((file) => relation('pr/1', 'touches', file)),
        {
          nodes: [node('pr/1', { title, state, mention: false }), ...files.map((file) => node(file))],
          replaces: [{ from: 'pr/1', type: 'touches' }],
        },
      )

    it.each(['time', 'position'] as const)('is told by %s: relations, titles and states of then', async (axis) => {
      await graph.apply([pr(1, 'open', 'First', 'file/a'), pr(5, 'open', 'Second', 'file/b')])
      await graph.apply([pr(9, 'merged', 'Second', 'file/b')])
      const seen = async (place: number): Promise<unknown[]> => {
        const { nodes, relations } = (await graph.neighbours({
          node: 'pr/1',
          depth: 1,
          limit: 10,
          moment: then(axis, place),
        }))!
        return [nodes[0]!.title, nodes[0]!.state, ...relations.map(({ to, until }) => `${to} ${until ?? ''}`.trim())]
      }
      expect(await seen(1)).toEqual(['First', 'open', 'file/a'])
      expect(await seen(4)).toEqual(['First', 'open', 'file/a'])
      expect(await seen(5)).toEqual(['Second', 'open', 'file/b'])
      expect(await seen(9)).toEqual(['Second', 'merged', 'file/b'])
      expect((await graph.counts(then(axis, 4))).nodes).toEqual({ file: 1, pr: 1 })
      expect((await graph.counts(then(axis, 4))).relations).toEqual({ touches: 1 })
      expect(await graph.relation('1-0', then(axis, 4))).toMatchObject({ to: 'file/a' })
      expect(await graph.relation('1-0', then(axis, 6))).toBeUndefined()
      expect((await graph.relation('1-0'))!.until).toBe(new Date(at(5)).toISOString())
      const path = (place: number) =>
        graph.path({ from: 'pr/1', to: 'file/a', max: 2, moment: then(axis, place) }).then((one) => one!.nodes.length)
      expect([await path(4), await path(6)]).toEqual([2, 0])
    })

    it('keeps an event that tells of an earlier time in its place, and an end never before its beginning', async () => {
      await graph.apply([pr(5, 'open', 'First', 'file/a')])
      const late = pr(6, 'open', 'Older', 'file/b')
      await graph.apply([{ ...late, evidence: { ...late.evidence, at: at(2) } }])
      const ended = (await graph.relation('5-0'))!
      expect([ended.since, ended.until]).toEqual([new Date(at(5)).toISOString(), new Date(at(5)).toISOString()])
      expect((await around('pr/1')).nodes[0]).toMatchObject({ title: 'Older', since: new Date(at(2)).toISOString() })
    })
  })
}
