import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { findConstructs, readRule, ruleLanguageOf, tryRules, wordPattern, wordRule } from '@heimgewebe/code'
import { readSyntax } from '../src/rules/syntax.js'
import { type Pair, LANGUAGES, firesOn, patternsOf, repair, ruleOf } from './rules-kit.js'

describe('findConstructs', () => {
  it.each(LANGUAGES)('finds what three fixes took out: %s', async (path, best, pairs) => {
    const [first] = await patternsOf(path, pairs)

    expect(first).toMatchObject(best)
    const rule = await ruleOf(path, first!)
    for (const [before, after] of pairs) {
      expect(await firesOn(rule, path, before)).toHaveLength(1)
      expect(await firesOn(rule, path, after)).toEqual([])
    }
  })

  it('finds nothing that only two fixes took out, nor three of one group or one fix', async () => {
    const [path, , pairs] = LANGUAGES[0]!

    expect(await patternsOf(path, pairs.slice(0, 2))).toEqual([])
    expect(await patternsOf(path, pairs, ['ada', 'ada', 'bob'])).toEqual([])
    expect(await patternsOf(path, pairs, ['ada', 'bob', 'eve'], ['one', 'one', 'two'])).toEqual([])
  })

  it('keeps what all cases share, and one name for what is twice the same', async () => {
    const [first] = await patternsOf('a.ts', [
      ['if (user && user.name) show(1)\n', 'if (user?.name) show(1)\n'],
      ['if (cart && cart.name) show(2)\n', 'if (cart?.name) show(2)\n'],
      ['if (x.y && x.y.name) hide()\n', 'if (x.y?.name) hide()\n'],
    ])

    expect(first).toMatchObject({ pattern: '$A && $A.name', constraints: {} })
    const rule = await ruleOf('a.ts', first!)
    expect(await firesOn(rule, 'a.ts', 'f(a && b.name)\ng(b && b.name)\n')).toEqual([2])
  })

  it('covers calls with any number of arguments where the cases had several', async () => {
    const [first] = await patternsOf('a.py', [
      ['x = eval(a)\n', 'x = parse(a)\n'],
      ['y = eval(b, {})\n', 'y = parse(b)\n'],
      ['z = eval(c, {}, {})\n', 'z = parse(c)\n'],
    ])

    expect(first).toMatchObject({ pattern: 'eval($$$A)', constraints: {} })
  })

  it('finds nothing where a fix took out something else each time', async () => {
    expect(
      await patternsOf('a.ts', [
        ['one(1)\n', '\n'],
        ['const two = 2\n', '\n'],
        ['if (three) four()\n', '\n'],
      ]),
    ).toEqual([])
  })

  it('writes no pattern of code that would be read as a hole', async () => {
    expect(
      await patternsOf('a.js', [
        ['$A.leak(1)\n', '\n'],
        ['$A.leak(2)\n', '\n'],
        ['$A.leak(x)\n', '\n'],
      ]),
    ).toEqual([undefined, undefined])
  })

  it('stays within its comparisons, whatever the fixes removed', async () => {
    const noise = (n: number): string =>
      Array.from({ length: 40 }, (_, i) => `f${n}(a, b${i}, [c, d${i * n}])\n`).join('')
    const cases = await Promise.all([1, 2, 3, 4].map((n) => repair(n, 'a.js', [noise(n), '\n'])))

    expect(await findConstructs(cases, { support: 3, comparisons: 0 })).toEqual([])
    expect((await findConstructs(cases, { support: 3, comparisons: 500 })).length).toBeLessThanOrEqual(60)
    await expect(findConstructs(cases, { support: 3, signal: AbortSignal.abort() })).rejects.toThrow()
  })
})

describe('readRule', () => {
  it('reads what writeRule writes, whatever the code of the repository', async () => {
    const name = fc.constantFrom('a', 'ümlaut', '$', '$x', '__proto__', 'constructor')
    const text = fc.string({
      unit: fc.constantFrom('"', "'", ':', '#', '-', '{', '\n', '\\', '`', '%', '&', '*', '!', 'é', ' '),
    })
    await fc.assert(
      fc.asyncProperty(name, text, async (callee, word) => {
        const bad = (n: string): string => `${callee}.run(${JSON.stringify(word)}, ${n})\n`
        const pairs: Pair[] = ['1', 'b', 'c.d'].map((n) => [bad(n), '\n'])
        const [first] = await patternsOf('a.js', pairs)
        if (first === undefined) return
        expect(await firesOn(await ruleOf('a.js', first), 'a.js', bad('9'))).toEqual([1])
      }),
      { numRuns: 60 },
    )
  })

  const LONG = 'x'.repeat(20_000)
  it.each([
    ['no YAML', 'id: [', 'it is not YAML'],
    ['a text', '"rule"', 'the rule is no map'],
    [
      'another form',
      'id: a\nlanguage: Python\nmessage: m\nrule: { any: [{ pattern: a }] }',
      'rule has any, which is not understood here',
    ],
    [
      'a fix that would change code',
      'id: a\nlanguage: Python\nmessage: m\nrule: { pattern: f($A) }\nfix: g()',
      'the rule has fix, which is not understood here',
    ],
    [
      'a path as its name',
      'id: ../../x\nlanguage: Python\nmessage: m\nrule: { pattern: f() }',
      'id is not a short name of small letters, digits and hyphens',
    ],
    [
      'a language without a grammar',
      'id: a\nlanguage: Cobol\nmessage: m\nrule: { pattern: f() }',
      'there is no grammar for its language',
    ],
    [
      'a pattern that is no code',
      'id: a\nlanguage: Python\nmessage: m\nrule: { pattern: "f((" }',
      'its pattern is not code of Python',
    ],
    [
      'a pattern that is everything',
      'id: a\nlanguage: Python\nmessage: m\nrule: { pattern: $A }',
      'its pattern is not code of Python',
    ],
    ['aliases without end', 'a: &a [x, x]\nb: &b [*a, *a]\nid: *b', 'it is not YAML'],
    ['a text without end', LONG, 'it is longer than 16384 characters'],
  ])('refuses %s', async (_, text, why) => {
    expect(await readRule(text)).toEqual({ ok: false, why })
  })
})

describe('readSyntax', () => {
  it('says why a file is not read', async () => {
    const deep = `${'['.repeat(2000)}${']'.repeat(2000)}`

    expect(await readSyntax('a.txt', 'x')).toEqual({ state: 'unreadable', why: 'there is no grammar for it' })
    expect(await readSyntax('a.js', 'xxxx', { bytes: 3 })).toMatchObject({ why: 'it is larger than 3 bytes' })
    expect(await readSyntax('a.js', 'f(1)', { nodes: 2 })).toMatchObject({ state: 'unreadable' })
    expect(await readSyntax('a.js', deep)).toMatchObject({ state: 'unreadable' })
  })

  it('reads only what is near some lines where no more is wanted', async () => {
    const text = Array.from({ length: 1000 }, (_, n) => `f(${n})\n`).join('')
    const all = await readSyntax('a.js', text)
    const some = await readSyntax('a.js', text, { near: new Set([500]), nodes: 2000 })

    expect(all).toMatchObject({ state: 'read' })
    expect(await readSyntax('a.js', text, { nodes: 2000 })).toMatchObject({ state: 'unreadable' })
    expect(some.state === 'read' && some.root.children.map(({ from }) => from)).toEqual(
      Array.from({ length: 201 }, (_, n) => 400 + n),
    )
  })

  it('marks what is not of the language, and no rule fires there', async () => {
    const text = 'f(1)\nfunction ( { f(2)\n'
    const rule = await ruleOf('a.js', { pattern: 'f($A)', constraints: {} })
    const reading = await readSyntax('a.js', text)

    expect(reading).toMatchObject({ state: 'read', root: { broken: true } })
    expect(await firesOn(rule, 'a.js', text)).toContain(1)
  })
})

describe('tryRules', () => {
  const text = 'db.query(a)\ndb.query(b)\nfunction ( {\n'
  const file = { path: 'a.js', after: text, removed: new Set<number>(), added: new Set([2]) }

  it('fires on the lines that the change wrote, and says what could not be read', async () => {
    const ready = await readRule(await ruleOf('a.js', { pattern: 'db.query($A)', constraints: {} }))
    const rules = ready.ok ? [ready.rule] : []
    const other = { ...file, path: 'a.py', after: 'db.query(b)\n', added: new Set([1]) }
    const [tried, python, gone] = await tryRules(rules, [file, other, { ...file, path: 'b.js', added: new Set() }])

    expect(tried).toEqual({
      findings: [{ rule: 'no-such-thing', path: 'a.js', line: 2, text: 'db.query(b)' }],
      language: 'JavaScript',
      problem: 'a.js: a part of it is no JavaScript',
    })
    expect([python, gone]).toEqual([{ findings: [] }, { findings: [] }])
  })
})

describe('wordRule', () => {
  it('names a rule after its code, the same construct always by the same text', async () => {
    const [path, , pairs] = LANGUAGES[0]!
    const language = ruleLanguageOf(path)!
    const candidates = await Promise.all(
      [pairs, [...pairs].reverse()].map(async (some) => {
        const cases = await Promise.all(some.map((pair, n) => repair(n, path, pair)))
        return wordRule((await findConstructs(cases, { support: 3 }))[0]!, language)
      }),
    )

    expect(candidates[0]?.rule.id).toMatch(/^no-db-query-[0-9a-f]{8}$/)
    expect(candidates[1]?.content).toBe(candidates[0]?.content)
  })
})

describe('wordPattern', () => {
  it.each<[string, string, string, string]>([
    ['TypeScript', 'run($$$A)', 'run(1, 2)\n', 'walk(1)\n'],
    ['TypeScript', '$A == $B', 'f(a == 1)\n', 'f(a === 1)\n'],
    ['Python', 'eval($A)', 'eval(x)\n', 'print(x)\n'],
    ['Go', 'panic($A)', 'package a\nfunc f() { panic(1) }\n', 'package a\nfunc f() { log(1) }\n'],
    ['Java', 'System.exit($A)', 'class C { void f() { System.exit(1); } }\n', 'class C { void f() { g(1); } }\n'],
  ])('makes a rule of what a model wrote in %s', async (language, pattern, bad, fine) => {
    const written = await wordPattern(pattern, language, 'local')
    const path = { TypeScript: 'a.ts', Python: 'a.py', Go: 'a.go', Java: 'a.java' }[language]!
    expect(written!.content).toContain('local')
    expect(await firesOn(written!.content, path, bad)).toHaveLength(1)
    expect(await firesOn(written!.content, path, fine)).toEqual([])
  })

  it.each([
    '$A',
    '$$$A',
    '$A($B)',
    '[$A, $B]',
    '',
    '(a+)+$',
    '&a [*a, *a]',
    '!!js/function "x"',
    'a'.repeat(5000),
    'id: x\nrule:\n  regex: (a+)+$',
    'x\u0000y(',
    'µA',
  ])('makes none of what is no code, or would hit everything: %j', async (pattern) => {
    const written = await wordPattern(pattern, 'TypeScript', 'local')
    // What happens to be code is a rule for exactly that code, and has to prove itself.
    if (written) expect((await readRule(written.content)).ok).toBe(true)
    if (/^\$|^\[\$|^$|µ/.test(pattern) || pattern.length > 2000) expect(written).toBeUndefined()
  })
})
