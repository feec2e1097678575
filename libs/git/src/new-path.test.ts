import { posix } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { problemOfPath } from './new-path.js'

const FINE = [
  'README.md',
  'src/auth/token.ts',
  '.github/heimgewebe/raw-sql.yml',
  '.gitlab/issue_templates/a.md',
  'docs/über-uns.md',
  'a b/c.txt',
  '.eslintrc.json',
  'x'.repeat(255),
]

const HOSTILE = [
  '',
  '.',
  '..',
  '/etc/passwd',
  '../x',
  'a/../../x',
  'a/..',
  './a',
  'a//b',
  'a/',
  '.git/hooks/pre-commit',
  '.GIT/config',
  '.Git/hooks/x',
  'sub/.git/config',
  '.git',
  '.gitattributes',
  '.gitmodules',
  '.gitignore',
  '..git',
  'git~1/hooks/x',
  'GIT~2',
  '.git./config',
  '.git /config',
  '.g\u200bit/config',
  '.g\u200cit/config',
  '.git\u200d/x',
  '\ufeff.git/x',
  'a\\..\\b',
  '..\\x',
  'C:\\x',
  'c:x',
  'x:y',
  'file::$INDEX_ALLOCATION',
  'con',
  'CON.txt',
  'aux',
  'nul.c',
  'com1',
  'lpt9.log',
  'a/prn/b',
  'COM¹',
  'a\0b',
  'a\nb',
  'a\tb',
  'a\x7fb',
  'a*b',
  'a?b',
  'a"b',
  'a<b',
  'a>b',
  'a|b',
  'a.',
  'a ',
  'a./b',
  'a /b',
  ' a',
  '-rf',
  'a/-x',
  '\uff0e\uff0e/x',
  '\u2024\u2024/x',
  'ﬁle',
  'e\u0301.txt',
  '\u202egnp.exe',
  '\u2066x',
  '\ud800',
  '\ue000',
  'x'.repeat(256),
  `${'ab/'.repeat(1500)}c`,
  '\u00ad.git/x',
  '.git\u00ad/x',
  'a/.git~1/x',
]

describe('a path for a new file', () => {
  it.each(FINE)('may be %j', (path) => {
    expect(problemOfPath(path)).toBeUndefined()
  })

  it.each(HOSTILE)('is never %j', (path) => {
    expect(problemOfPath(path)).toEqual(expect.any(String))
  })

  it('stays inside, whatever it is made of', () => {
    const piece = fc.oneof(
      fc.constantFrom('..', '.', '', '/', '\\', '.git', 'git~1', 'a', 'con', '\u200b', '\uff0e', ' ', '-', '%2e', '~'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.constantFrom('', '/'), (pieces, between) => {
        const path = pieces.join(between)
        if (problemOfPath(path) !== undefined) return true
        const inside = posix.join('/root', path)
        return (
          inside === `/root/${path}` &&
          !path.toLowerCase().split('/').includes('.git') &&
          path.normalize('NFKC') === path &&
          !/[\0-\x1f\\:]/.test(path)
        )
      }),
      { numRuns: 20_000, seed: 7 },
    )
  })
})
