import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Commit, DiffLimits } from './change.js'
import { LogParser } from './log-parser.js'

const ONE = 'a'.repeat(40)
const TWO = 'b'.repeat(40)
const ZERO = '0'.repeat(40)

/** What `git log` prints for a root commit with three files, an empty commit, a merge and a rename. */
const OUTPUT = Buffer.from(
  [
    `${ONE}\0\0Ada\0ada@example.org\x001700000000\x001700000001\0first\n\nbody\n\0\n`,
    `:000000 100644 ${ZERO} ${ONE} A\0a b.txt\0:000000 100644 ${ZERO} ${ONE} A\0bin\0:120000 100644 ${ONE} ${TWO} T\0link\0\0`,
    'diff --git a/a b.txt b/a b.txt\nnew file mode 100644\n--- /dev/null\n+++ b/a b.txt\t\n@@ -0,0 +1,3 @@\n+diff --git a/x b/x\n+@@ -1 +1 @@\n+\0\n',
    'diff --git a/bin b/bin\nnew file mode 100644\nBinary files /dev/null and b/bin differ\n',
    'diff --git a/link b/link\ndeleted file mode 120000\n@@ -1 +0,0 @@\n-x\n\\ No newline at end of file\n',
    'diff --git a/link b/link\nnew file mode 100644\n@@ -0,0 +1 @@\n+y\n',
    `\0${TWO}\0${ONE}\0Ada\0\x001700000002\0nonsense\0\0`,
    `\0${ZERO}\0${ONE} ${TWO}\0\0\0-5\x00999999999999999\0merge\n\0`,
    `\0${ONE}\0${ZERO}\0Ada\0a\x001\x002\0rename\0\n:100644 100644 ${ONE} ${TWO} R090\0old\0new ü\0\0`,
    'diff --git a/old b/new\nsimilarity index 90%\n--- a/old\n+++ b/new\n@@ -3,2 +3 @@ function f(a, b)\n-1\n-2\n+3\n',
  ].join(''),
)

const read = (chunks: readonly Buffer[], limits: DiffLimits = {}): Commit[] => {
  const parser = new LogParser(limits)
  return [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end()]
}

describe('LogParser', () => {
  it('reads commits, files and hunks', () => {
    const [first, empty, merge, rename] = read([OUTPUT])

    expect(first).toMatchObject({ sha: ONE, parents: [], message: 'first\n\nbody\n', added: 4, deleted: 1 })
    expect(first!.files).toEqual([
      { path: 'a b.txt', status: 'added', added: 3, deleted: 0, binary: false, hunks: [[0, 0, 1, 3, '']] },
      { path: 'bin', status: 'added', added: 0, deleted: 0, binary: true, hunks: [] },
      {
        path: 'link',
        status: 'retyped',
        added: 1,
        deleted: 1,
        binary: false,
        hunks: [
          [1, 1, 0, 0, ''],
          [0, 0, 1, 1, ''],
        ],
      },
    ])
    expect(empty).toMatchObject({ sha: TWO, parents: [ONE], committedAt: 0, message: '', files: [] })
    expect(merge).toMatchObject({ parents: [ONE, TWO], authoredAt: 0, committedAt: 253_402_300_799, files: [] })
    expect(rename!.files).toMatchObject([
      { path: 'new ü', oldPath: 'old', status: 'renamed', hunks: [[3, 2, 3, 1, 'function f(a, b)']] },
    ])
  })

  it('gives the same however the bytes arrive', () => {
    const whole = read([OUTPUT])
    expect(read(Array.from(OUTPUT, (byte) => Buffer.from([byte])))).toEqual(whole)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: OUTPUT.length - 1 }), { maxLength: 12 }), (cuts) => {
        const places = [0, ...cuts.sort((one, other) => one - other), OUTPUT.length]
        const chunks = places.slice(1).map((end, index) => OUTPUT.subarray(places[index], end))
        expect(read(chunks)).toEqual(whole)
      }),
    )
  })

  describe('asked for identifiers', () => {
    const long = `${'x '.repeat(990)}withinTheLine ${'y '.repeat(2000)}beyondTheLine`
    const patch = Buffer.from(
      [
        `${ONE}\0\0Ada\0ada@example.org\x001700000000\x001700000001\0first\0\n`,
        `:100644 100644 ${ONE} ${TWO} M\0a.ts\0\0`,
        'diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n',
        '@@ -1,2 +1,3 @@ function outer()\n-const oldName = parse(oldName)\n-}\n+const newName = parse(newName) // @@ -1 +1 @@\n',
        `+diff --git ${'q'.repeat(61)} ü\n+${long}\n\\ No newline at end of file\n`,
        `\0${TWO}\0${ONE}\0Ada\0\x001700000002\x001700000002\0empty\0`,
      ].join(''),
    )

    it('gives those of each side, the most frequent first', () => {
      const [first, empty] = read([patch], { maxIdentifiers: 6 })

      expect(first!.identifiers).toEqual({
        added: ['newName', 'const', 'parse', 'diff', 'git', 'withinTheLine'],
        deleted: ['oldName', 'const', 'parse'],
      })
      expect(empty!.identifiers).toEqual({ added: [], deleted: [] })
    })

    it('gives the same however the bytes arrive', () => {
      const whole = read([patch], { maxIdentifiers: 50 })
      expect(
        read(
          Array.from(patch, (byte) => Buffer.from([byte])),
          { maxIdentifiers: 50 },
        ),
      ).toEqual(whole)
      for (let size = 2; size < 600; size += 7) {
        const chunks = Array.from({ length: Math.ceil(patch.length / size) }, (_, n) =>
          patch.subarray(n * size, (n + 1) * size),
        )
        expect(read(chunks, { maxIdentifiers: 50 })).toEqual(whole)
      }
    })
  })
})
