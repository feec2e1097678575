import { describe, expect, it } from '@jest/globals'
import { addTerms, IN, newTermIndex, walkHolders } from './term-index.js'

describe('the index of terms', () => {
  it('walks over the holders of every term, the latest first, however many there are', () => {
    const index = newTermIndex()
    // Term n is in every n-th change: from one holder to 100, over all sizes of blocks and their ends.
    for (let change = 0; change < 100; change++)
      addTerms(
        index,
        change,
        new Map(
          Array.from({ length: 100 }, (_, n) => n + 1)
            .filter((n) => change % n === 0)
            .map((n) => [`term${n}`, change % 2 === 0 ? IN.title : IN.added | IN.part]),
        ),
      )
    for (let n = 1; n <= 100; n++) {
      const holders = Array.from({ length: 100 }, (_, change) => 99 - change).filter((change) => change % n === 0)
      for (const most of [1, 5, 1000]) {
        const walked: [number, number][] = []
        walkHolders(index, `term${n}`, most, (change, places) => walked.push([change, places]))
        expect(walked).toEqual(
          holders.slice(0, most).map((change) => [change, change % 2 === 0 ? IN.title : IN.added | IN.part]),
        )
      }
    }
  })

  it('walks over nothing for a term that no change holds', () => {
    walkHolders(newTermIndex(), 'nothing', 10, () => {
      throw new Error('nobody holds it')
    })
    expect(newTermIndex().terms).toBe(0)
  })
})
