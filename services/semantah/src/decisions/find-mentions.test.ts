import { describe, expect, it } from '@jest/globals'
import { findMentions } from './find-mentions.js'

const found = (text: string): string[] =>
  findMentions(text, 'acme/shop').map(
    ({ kind, repository, number, confidence }) =>
      `${kind === 'change' ? '!' : ''}${repository}#${number} ${confidence}`,
  )

describe('findMentions', () => {
  it('finds numbers, names of other repositories and addresses', () => {
    expect(found('see #7, other/place#8 and https://git.example.org/far/away/issues/9.')).toEqual([
      'acme/shop#7 0.8',
      'other/place#8 0.8',
      'far/away#9 0.8',
    ])
  })

  it('is sure where the text says that it closes the issue, and takes the surer of two', () => {
    expect(found('about #7\n\nFixes #7, closes: other/place#8')).toEqual(['acme/shop#7 1', 'other/place#8 1'])
  })

  it('takes no part of a word, a colour or a path for an issue', () => {
    expect(found('a#7b c#7 &#38; #ff00aa src/a#b x/y/z#3 #0')).toEqual([])
  })

  it('stays quick and bounded on hostile text', () => {
    expect(found(Array.from({ length: 500 }, (_, n) => `#${n + 1}`).join(' '))).toHaveLength(50)
    expect(found(`fix ${'a/'.repeat(8000)}#`)).toEqual([])
    expect(found('fixes '.repeat(2500))).toEqual([])
  })
})
