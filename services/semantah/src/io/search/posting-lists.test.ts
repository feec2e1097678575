import { describe, expect, it } from '@jest/globals'
import { PostingList } from './posting-list.js'
import { PostingLists } from './posting-lists.js'

const listOf = (places: readonly (readonly [number, number])[]): PostingList => {
  const list = new PostingList()
  for (const [document, frequency] of places) list.append(document, frequency)
  return list
}
const placesOf = ({ documents, frequencies, size }: PostingList): [number, number][] =>
  Array.from({ length: size }, (_, at) => [documents[at]!, frequencies[at]!])
const words = (entries: Record<string, number>): Map<string, number> => new Map(Object.entries(entries))

/** Lists whose reads end when the test says so, each with what it saw. */
const readBy = () => {
  const reads: { word: string; end(list: PostingList): void }[] = []
  const lists = new PostingLists((word) => new Promise((resolve) => reads.push({ word, end: resolve })), 2 ** 20)
  return { lists, reads }
}

describe('lists of places', () => {
  it('follow what is written while a list is read, whether the read saw it or not', async () => {
    for (const saw of [false, true]) {
      const { lists, reads } = readBy()
      const found = lists.of(['crash'])
      lists.changed(3, undefined, words({ crash: 2, token: 1 }))
      lists.changed(1, words({ crash: 4 }), words({ token: 1 }))
      reads[0]!.end(
        listOf(
          saw
            ? [
                [2, 1],
                [3, 2],
              ]
            : [
                [1, 4],
                [2, 1],
              ],
        ),
      )
      expect((await found).map(placesOf)).toEqual([
        [
          [2, 1],
          [3, 2],
        ],
      ])
    }
  })

  it('are read once for all who ask', async () => {
    const { lists, reads } = readBy()
    const both = Promise.all([lists.of(['crash']), lists.of(['crash'])])
    reads[0]!.end(listOf([[1, 1]]))
    await both
    await lists.of(['crash'])
    expect(reads.map(({ word }) => word)).toEqual(['crash'])
  })

  it('are read anew when everything was forgotten meanwhile', async () => {
    const { lists, reads } = readBy()
    const found = lists.of(['crash'])
    lists.changed(9, undefined, words({ crash: 1 }))
    lists.clear()
    reads[0]!.end(listOf([[1, 1]]))
    await new Promise(setImmediate)
    expect(reads).toHaveLength(2)
    reads[1]!.end(listOf([[7, 1]]))
    expect((await found).map(placesOf)).toEqual([[[7, 1]]])
  })

  it('can be asked again after a read that failed', async () => {
    let fails = true
    const lists = new PostingLists(
      () => (fails ? Promise.reject(new Error('gone')) : Promise.resolve(listOf([[5, 1]]))),
      2 ** 20,
    )
    await expect(lists.of(['crash'])).rejects.toThrow('gone')
    fails = false
    expect((await lists.of(['crash'])).map(placesOf)).toEqual([[[5, 1]]])
  })

  it('keep the order of the documents, whatever comes and goes', () => {
    const list = listOf([
      [2, 1],
      [5, 1],
    ])
    for (const [document, frequency] of [
      [9, 1],
      [1, 3],
      [5, 0],
      [4, 2],
      [2, 7],
      [8, 0],
    ] as const)
      list.set(document, frequency)
    expect(placesOf(list)).toEqual([
      [1, 3],
      [2, 7],
      [4, 2],
      [9, 1],
    ])
  })
})
