import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  findAll,
  findConstructs,
  kindsOf,
  type Pattern,
  type RepairCase,
  readRule,
  readSyntax,
  ruleLanguageOf,
  writePattern,
  writeRule,
} from '@heimgewebe/code'

type Pair = readonly [before: string, after: string]

/** A fix that replaces whole texts; every line that it removed came from the bad change. */
const repair = async (n: number, path: string, [before, after]: Pair, group = `${n}`): Promise<RepairCase> => {
  const [old, now] = [await readSyntax(path, before), await readSyntax(path, after)]
  if (old.state === 'unreadable' || now.state === 'unreadable') throw new Error('the example cannot be read')
  const kept = new Set(after.split('\n'))
  const lines = before.split('\n').flatMap((line, at) => (kept.has(line) ? [] : [at + 1]))
  return { id: `case ${n}`, group, files: [{ text: before, before: old.root, after: now.root, lines: new Set(lines) }] }
}

/** The constructs that fixes of one language have in common, best first, as they are written. */
const patternsOf = async (path: string, pairs: readonly Pair[], groups: readonly string[] = []) => {
  const cases = await Promise.all(pairs.map((pair, n) => repair(n, path, pair, groups[n])))
  const language = ruleLanguageOf(path)!
  const found = await findConstructs(cases, { support: 3 })
  return Promise.all(found.map(({ construct, text }) => writePattern(construct, text, language)))
}

const ruleOf = async (path: string, pattern: Pattern): Promise<string> =>
  writeRule({ id: 'no-such-thing', language: ruleLanguageOf(path)!, message: 'Not again.', pattern })

/** Lines of a text on which a rule fires. */
const firesOn = async (rule: string, path: string, text: string): Promise<number[]> => {
  const ready = await readRule(rule)
  const reading = await readSyntax(path, text)
  if (!ready.ok || reading.state === 'unreadable') throw new Error('the example cannot be read')
  return findAll(ready.rule.construct, kindsOf(reading.root)).map(({ from }) => from)
}

/** Of each language: the construct, and three fixes that took it out. */
const LANGUAGES: readonly (readonly [path: string, best: Pattern, pairs: readonly Pair[]])[] = [
  [
    'a.ts',
    { pattern: 'db.query($A)', constraints: { A: { kind: 'template_string', has: 'template_substitution' } } },
    [
      [
        'const f = (id: string) => {\n  return db.query(`SELECT * FROM users WHERE id = ${id}`)\n}\n',
        'const f = (id: string) => {\n  return db.query("SELECT * FROM users WHERE id = ?", [id])\n}\n',
      ],
      [
        'export async function g(name: string) {\n  const rows = await db.query(`DELETE FROM carts WHERE name = ${name} AND x = ${1}`)\n  return rows\n}\n',
        'export async function g(name: string) {\n  const rows = await db.query("DELETE FROM carts WHERE name = ?", [name])\n  return rows\n}\n',
      ],
      [
        'class A {\n  m(o: O) {\n    this.x = db.query(`UPDATE a SET b = ${o.b.c}`)\n  }\n}\n',
        'class A {\n  m(o: O) {\n    this.x = db.query("UPDATE a SET b = ?", [o.b.c])\n  }\n}\n',
      ],
    ],
  ],
  [
    'a.py',
    { pattern: 'yaml.load($A)', constraints: {} },
    [
      ['def f(x):\n    return yaml.load(x)\n', 'def f(x):\n    return yaml.safe_load(x)\n'],
      [
        'def g(path):\n    config = yaml.load(open(path))\n    return config\n',
        'def g(path):\n    config = yaml.safe_load(open(path))\n    return config\n',
      ],
      ['data = yaml.load(request.body)\n', 'data = yaml.safe_load(request.body)\n'],
    ],
  ],
  [
    'a.js',
    { pattern: '$A == $B', constraints: {} },
    [
      ['if (a == null) f()\n', 'if (a === null) f()\n'],
      ['while (b.c == d) g()\n', 'while (b.c === d) g()\n'],
      ['const x = y == "1"\n', 'const x = y === "1"\n'],
    ],
  ],
  [
    'a.go',
    { pattern: 'func f() { log.Fatal($A) }', selector: 'call_expression', constraints: {} },
    [
      ['package a\nfunc f(x int) {\n\tlog.Fatal(x)\n}\n', 'package a\nfunc f(x int) {\n\treturn\n}\n'],
      ['package a\nfunc g(y string) {\n\tlog.Fatal("oh " + y)\n}\n', 'package a\nfunc g(y string) {\n\tpanic(y)\n}\n'],
      [
        'package a\nfunc h(e error) {\n\tif e != nil {\n\t\tlog.Fatal(e)\n\t}\n}\n',
        'package a\nfunc h(e error) {\n\tif e != nil {\n\t\treturn\n\t}\n}\n',
      ],
    ],
  ],
  [
    'A.java',
    { pattern: 'class C { void f() { System.out.println($A); } }', selector: 'method_invocation', constraints: {} },
    [
      [
        'class A { \n void f(String s) { \n System.out.println(s); \n } }',
        'class A { \n void f(String s) { \n log.info(s); \n } }',
      ],
      [
        'class B { \n void f(String s) { \n System.out.println("x"); \n } }',
        'class B { \n void f(String s) { \n log.info(s); \n } }',
      ],
      [
        'class C { \n void f(int s) { \n System.out.println(s + 1); \n } }',
        'class C { \n void f(int s) { \n log.info(s); \n } }',
      ],
    ],
  ],
  [
    'a.c',
    { pattern: 'void f() { strcpy($A, $B); }', selector: 'call_expression', constraints: {} },
    [
      ['void f(char *a, char *b) {\n  strcpy(a, b);\n}\n', 'void f(char *a, char *b) {\n  strlcpy(a, b, 4);\n}\n'],
      [
        'void g(struct s *a) {\n  strcpy(a->name, "x");\n}\n',
        'void g(struct s *a) {\n  strlcpy(a->name, "x", 4);\n}\n',
      ],
      [
        'int h(char *c) {\n  char d[9];\n  strcpy(d, c);\n  return 1;\n}\n',
        'int h(char *c) {\n  char d[9];\n  strlcpy(d, c, 9);\n  return 1;\n}\n',
      ],
    ],
  ],
  [
    'a.rs',
    { pattern: 'fn f() { $A.unwrap() }', selector: 'call_expression', constraints: {} },
    [
      ['fn f(a: Option<u8>) -> u8 {\n    a.unwrap()\n}\n', 'fn f(a: Option<u8>) -> u8 {\n    a.unwrap_or(0)\n}\n'],
      ['fn g() {\n    let x = read("p").unwrap();\n}\n', 'fn g() {\n    let x = read("p")?;\n}\n'],
      ['fn h(m: M) {\n    m.lock.get(1).unwrap();\n}\n', 'fn h(m: M) {\n    m.lock.get(1).expect("x");\n}\n'],
    ],
  ],
]

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

  it('finds nothing that only two fixes took out, nor three of one group', async () => {
    const [path, , pairs] = LANGUAGES[0]!

    expect(await patternsOf(path, pairs.slice(0, 2))).toEqual([])
    expect(await patternsOf(path, pairs, ['ada', 'ada', 'bob'])).toEqual([])
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

  it('marks what is not of the language, and no rule fires there', async () => {
    const text = 'f(1)\nfunction ( { f(2)\n'
    const rule = await ruleOf('a.js', { pattern: 'f($A)', constraints: {} })
    const reading = await readSyntax('a.js', text)

    expect(reading).toMatchObject({ state: 'read', root: { broken: true } })
    expect(await firesOn(rule, 'a.js', text)).toContain(1)
  })
})
