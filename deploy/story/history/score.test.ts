import { describe, expect, it } from '@jest/globals'
import { reportOf } from './report.js'
import { atLeast, scoreInWords, verdictOf } from './score.js'
import type { Commit } from './commits.js'
import { linesTaken } from './truth.js'

const score = (asked: number, right: number, guessed: number) => ({ asked, right, guess: 'by lot', guessed })
const commit = (title: string, body = ''): Commit => ({
  sha: '',
  parents: [],
  author: '',
  at: 0,
  title,
  body,
  files: [],
})

describe('a score', () => {
  it('is better than the guess only where the guess would hardly do as well by chance', () => {
    expect(verdictOf(score(30, 19, 4))).toBe('better than the guess')
    expect(verdictOf(score(40, 31, 27))).toBe('no signal')
    expect(verdictOf(score(2, 2, 1))).toBe('no signal')
    expect(verdictOf(score(30, 4, 19))).toBe('no signal')
  })

  it('says that the history does not tell where nothing could be asked', () => {
    expect(verdictOf(score(0, 0, 0))).toBe('the history does not tell')
    expect(scoreInWords(score(0, 0, 0))).toBe('asked 0 times: the history does not tell')
  })

  it('adds the chances up', () => {
    expect(atLeast(0, 10, 0.3)).toBeCloseTo(1)
    expect(atLeast(2, 2, 0.5)).toBeCloseTo(0.25)
    expect(atLeast(9, 10, 0.5)).toBeCloseTo(11 / 1024)
  })
})

describe('a report made of a fix', () => {
  it('holds nothing that names the cause: no commit, no title of it, no trailer', () => {
    const fix = commit(
      'parser: Fix crash on nested comments.',
      'A nested comment in a string crashes the parser.\n\nCommit 1a2b3c4d5e (parser: allow nesting)\nis where it began.\n\nSince "parser: allow nesting" it is so.\n\nFixes: 1a2b3c4d5e ("parser: allow nesting")\nSigned-off-by: Ada <ada@example.org>',
    )
    const { title, text } = reportOf(fix, [commit('parser: allow nesting (#12)')])!

    expect(title).toBe('parser: Fix crash on nested comments.')
    expect(text).toBe(`${title}\n\nA nested comment in a string crashes the parser.`)
  })

  it('is none where only the name of the cause is told', () => {
    const revert = commit('Revert "parser: allow nesting"', 'This reverts commit 1a2b3c4d5e.')
    expect(reportOf(revert, [commit('parser: allow nesting')])).toBeUndefined()
  })
})

describe('the lines that a fix takes out', () => {
  it('are counted in the old file, without those that say nothing', () => {
    const diff =
      '--- a/x.c\n+++ b/x.c\n@@ -3,4 +3 @@ f\n-  a = 1;\n-\n-  // a\n-  }\n+  a = 2;\n@@ -20 +17 @@\n-b();\n+c();\n'
    expect(linesTaken(diff)).toEqual([3, 20])
  })
})
