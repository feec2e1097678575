import { type RepairCase, findConstructs, readRule, ruleLanguageOf } from '@heimgewebe/code'
import { findAll, kindsOf } from '../src/rules/match.js'
import { type Pattern, writePattern } from '../src/rules/pattern.js'
import { writeRule } from '../src/rules/rule-text.js'
import { readSyntax } from '../src/rules/syntax.js'
import { takePieces } from '../src/rules/take-pieces.js'

/** A file before a fix and after it. */
export type Pair = readonly [before: string, after: string]

/** A fix that replaces whole texts; every line that it removed came from the bad change. */
export const repair = async (
  n: number,
  path: string,
  [before, after]: Pair,
  group = `${n}`,
  fix = `${n}`,
): Promise<RepairCase> => {
  const [old, now] = [await readSyntax(path, before), await readSyntax(path, after)]
  if (old.state === 'unreadable' || now.state === 'unreadable') throw new Error('the example cannot be read')
  const kept = new Set(after.split('\n'))
  const lines = before.split('\n').flatMap((line, at) => (kept.has(line) ? [] : [at + 1]))
  return {
    id: `case ${n}`,
    group,
    fix,
    pieces: takePieces({
      language: ruleLanguageOf(path)!.name,
      text: before,
      before: old.root,
      after: now.root,
      lines: new Set(lines),
    }),
  }
}

/** The constructs that fixes of one language have in common, best first, as they are written. */
export const patternsOf = async (
  path: string,
  pairs: readonly Pair[],
  groups: readonly string[] = [],
  fixes: readonly string[] = [],
) => {
  const cases = await Promise.all(pairs.map((pair, n) => repair(n, path, pair, groups[n], fixes[n])))
  const language = ruleLanguageOf(path)!
  const found = await findConstructs(cases, { support: 3 })
  return Promise.all(found.map(({ construct, text }) => writePattern(construct, text, language)))
}

/** The text of a rule for a pattern. */
export const ruleOf = async (path: string, pattern: Pattern): Promise<string> =>
  writeRule({ id: 'no-such-thing', language: ruleLanguageOf(path)!, message: 'Not again.', pattern })

/** Lines of a text on which a rule fires. */
export const firesOn = async (rule: string, path: string, text: string): Promise<number[]> => {
  const ready = await readRule(rule)
  const reading = await readSyntax(path, text)
  if (!ready.ok || reading.state === 'unreadable') throw new Error('the example cannot be read')
  return findAll(ready.rule.construct, kindsOf(reading.root)).map(({ from }) => from)
}

/** Of each language: the construct, and three fixes that took it out. */
export const LANGUAGES: readonly (readonly [path: string, best: Pattern, pairs: readonly Pair[]])[] = [
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
