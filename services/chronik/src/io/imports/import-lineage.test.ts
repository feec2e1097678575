import { describe, expect, it } from '@jest/globals'
import { ImportLineage } from './import-lineage.js'

const node = (sha: string, ...parents: string[]) => ({ sha, parents })

describe('ImportLineage', () => {
  it('gives each merge of the main line what it brought in, oldest first', () => {
    const lineage = new ImportLineage()
    expect(lineage.take(node('a'), true)).toEqual([])
    lineage.take(node('x', 'a'), false)
    lineage.take(node('y', 'x'), false)
    expect(lineage.take(node('b', 'a'), true)).toEqual([])
    expect(lineage.take(node('m', 'b', 'y'), true)).toEqual(['x', 'y'])
    lineage.take(node('z', 'y'), false)
    expect(lineage.take(node('n', 'm', 'z'), true)).toEqual(['z'])
  })

  it('follows merges within what is merged, and counts no commit twice', () => {
    const lineage = new ImportLineage()
    lineage.take(node('a'), true)
    for (const inner of [node('p', 'a'), node('q', 'a'), node('r', 'p', 'q')]) lineage.take(inner, false)
    expect(lineage.take(node('m', 'a', 'r', 'q'), true)).toEqual(['p', 'q', 'r'])
    expect(lineage.take(node('n', 'm', 'r'), true)).toEqual([])
  })

  it('leaves alone what was never merged', () => {
    const lineage = new ImportLineage()
    lineage.take(node('a'), true)
    lineage.take(node('old', 'a'), false)
    expect(lineage.take(node('b', 'a'), true)).toEqual([])
  })
})
