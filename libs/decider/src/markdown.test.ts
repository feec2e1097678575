import { describe, expect, it } from '@jest/globals'
import { linksToEvents, plainMarkdown } from './markdown.js'

describe('plainMarkdown', () => {
  it.each([
    '[click](https://evil.example)',
    '![x](https://evil.example/x.png)',
    '<img src=x onerror=alert(1)>',
    '<https://evil.example>',
    'https://evil.example',
    'HTTP://evil.example',
    'www.evil.example',
    'ask bob@evil.example or @everyone',
    '[a]: https://evil.example',
    '# heading',
    '`code` **bold** ~~gone~~ $x$ &lt;b&gt;',
    'one\n\n- two\n> three',
    '\u202egnp.exe',
  ])('leaves nothing of %j that a renderer would act on', (hostile) => {
    const plain = plainMarkdown(hostile)

    expect(plain.replaceAll(/\\[\\`*_{}[\]()#<>!|~&$]/g, '')).not.toMatch(
      /[`*_{}[\]()#<>!|~&$]|:\/\/|www\.|@\w|\n|\u202e/i,
    )
  })

  it('keeps a quotation from being ended by what is quoted, and a cut from ending in half an escape', () => {
    expect(plainMarkdown('” and now “')).toBe('" and now "')
    expect(plainMarkdown('x'.repeat(298) + '***')).toBe(`${'x'.repeat(298)}\\*…`)
  })
})

describe('linksToEvents', () => {
  it('names each event once, five at most', () => {
    expect(linksToEvents(['a', 'b', 'a'])).toBe('[1](/events/a) [2](/events/b)')
    expect(linksToEvents([...'abcdefg'])).toMatch(/\[5\]\(\/events\/e\)$/)
  })
})
