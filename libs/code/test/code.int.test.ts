import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { indexSource, linkCode, type SourceIndex, touchedSymbols } from '@heimgewebe/code'

const names = (index: SourceIndex): string[] =>
  index.symbols.map(({ kind, name, from, to }) => `${kind} ${name} ${from}-${to}`)
const uses = (index: SourceIndex): string[] =>
  index.references.map(({ kind, name, within }) => `${within ?? '-'} ${kind} ${name}`)

describe('indexSource', () => {
  it('reads TypeScript', async () => {
    const index = await indexSource(
      'a.ts',
      `import { b as c, d } from './b.js'
import type { T } from 'x'
export interface Shape { area(): number }
export abstract class Base<T> {}
export class Square extends Base<T> implements Shape {
  private side = 1
  area = () => this.times(2)
  times(n: number): number { return multiply(n, this.side) }
}
const multiply = (a: number, b: number) => a * b
namespace Deep { export function inner() { return new Square() } }
export enum Colour { Red }
type Alias = string
export * from './c'
const lazy = () => import('./lazy')
const old = require('./old')
`,
    )

    expect(names(index)).toEqual([
      'interface Shape 3-3',
      'class Base 4-4',
      'class Square 5-9',
      'method Square.area 7-7',
      'method Square.times 8-8',
      'function multiply 10-10',
      'module Deep 11-11',
      'method Deep.inner 11-11',
      'enum Colour 12-12',
      'type Alias 13-13',
      'function lazy 15-15',
    ])
    expect(index.imports).toEqual([
      { module: './b.js', names: ['b', 'd'], line: 1 },
      { module: 'x', names: ['T'], line: 2 },
      { module: './c', names: [], line: 14 },
      { module: './lazy', names: [], line: 15 },
      { module: './old', names: [], line: 16 },
    ])
    expect(uses(index)).toEqual(
      expect.arrayContaining([
        'Square inherit Base',
        'Square inherit Shape',
        'Square.area call times',
        'Square.times call multiply',
        'Deep.inner call Square',
      ]),
    )
    expect(index.whole).toBe(true)
  })

  it.each([
    [
      'a.py',
      'from .b import helper as h, other\nimport os.path\nclass Cart(Base):\n  def total(self):\n    return helper(self.x)\ndef free():\n  pass\n',
      ['class Cart 3-5', 'method Cart.total 4-5', 'function free 6-7'],
      ['Cart inherit Base', 'Cart.total call helper'],
      ['.b:helper,other', 'os.path:'],
    ],
    [
      'a.go',
      'package a\nimport "example.org/shop/b"\ntype Cart struct{}\nfunc (c *Cart) Total() int { return b.Sum(c) }\nfunc Free() {}\n',
      ['class Cart 3-3', 'method Cart.Total 4-4', 'function Free 5-5'],
      ['Cart.Total call Sum'],
      ['example.org/shop/b:'],
    ],
    [
      'A.java',
      'import org.shop.B;\nclass A extends B implements C {\n  A() { super(); }\n  int total() { return sum(new D()); }\n}\n',
      ['class A 2-5', 'method A.A 3-3', 'method A.total 4-4'],
      ['A inherit B', 'A inherit C', 'A.total call sum', 'A.total call D'],
      ['org.shop.B:'],
    ],
    [
      'a.c',
      '#include "b.h"\n#include <stdio.h>\nstatic int *\ntotal(struct cart *c)\n{\n  return sum(c->x);\n}\nint main(void) { return total(0) != 0; }\n',
      ['function total 3-7', 'function main 8-8'],
      ['total call sum', 'main call total'],
      ['b.h:', 'stdio.h:'],
    ],
    [
      'a.cpp',
      'namespace shop {\nclass Cart : public Base { public: int total() { return sum(); } };\nint Cart::later() { return other::sum(); }\n}\n',
      ['module shop 1-4', 'class shop.Cart 2-2', 'method shop.Cart.total 2-2', 'method shop.Cart.later 3-3'],
      ['shop.Cart inherit Base', 'shop.Cart.total call sum', 'shop.Cart.later call sum'],
      [],
    ],
    [
      'src/a.rs',
      'use crate::b::{sum, other};\nmod inner;\npub struct Cart;\nimpl Shape for Cart { fn total(&self) -> i32 { sum(self.x()) } }\nfn free() {}\n',
      ['class Cart 3-3', 'module Cart 4-4', 'method Cart.total 4-4', 'function free 5-5'],
      ['Cart inherit Shape', 'Cart.total call sum', 'Cart.total call x'],
      ['crate::b::{sum, other}:', 'inner:'],
    ],
  ])('reads %s', async (path, text, symbols, references, imports) => {
    const index = await indexSource(path, text)

    expect(names(index)).toEqual(symbols)
    expect(uses(index)).toEqual(expect.arrayContaining(references))
    expect(index.imports.map(({ module, names: brought }) => `${module}:${brought.join()}`)).toEqual(imports)
    expect(index.whole).toBe(true)
  })

  it('keeps what it can read of a file with errors, and says that it is not whole', async () => {
    const index = await indexSource('a.ts', 'function fine() {}\nclass { ((( \nfunction later() {}\n')

    expect(names(index)).toContain('function fine 1-1')
    expect(index.whole).toBe(false)
  })

  it('reads other files as text, and leaves out what is too large', async () => {
    expect(await indexSource('a.zig', 'fn x() {}')).toMatchObject({ language: 'text', symbols: [], whole: true })
    expect(await indexSource('a.ts', 'f()\n'.repeat(10), { bytes: 10 })).toMatchObject({ symbols: [], whole: false })
    expect(await indexSource('a.ts', 'function f() {}\n'.repeat(50), { items: 10 })).toMatchObject({ whole: false })
  })

  it('throws over no content, and is the same each time', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'function ',
        'class A ',
        '{',
        '}',
        '(',
        ')',
        'import ',
        "'./x'",
        ' from ',
        '=>',
        '\0',
        '`',
        '\ud800',
      ),
      fc.string({ maxLength: 5 }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('a.ts', 'a.tsx', 'a.js', 'a.py', 'a.go', 'A.java', 'a.cpp', 'a.rs'),
        fc.array(piece, { maxLength: 40 }),
        async (path, pieces) => {
          const text = pieces.join('')
          expect(await indexSource(path, text)).toEqual(await indexSource(path, text))
        },
      ),
      { numRuns: 300, seed: 3 },
    )
  })

  it('ends deep nesting in bounded time', async () => {
    const index = await indexSource('a.js', '('.repeat(200_000), { milliseconds: 300 })

    expect(index.whole).toBe(false)
  })
})

describe('linkCode', () => {
  const repository = async (files: Record<string, string>): Promise<string[]> => {
    const indexes = new Map<string, SourceIndex>()
    for (const [path, text] of Object.entries(files)) indexes.set(path, await indexSource(path, text))
    return linkCode(indexes).map(
      ({ kind, from, to, confidence }) =>
        `${from.path}${from.name ? `#${from.name}` : ''} ${kind} ${to.path}${to.name ? `#${to.name}` : ''} ${confidence}`,
    )
  }

  it('finds the callers of a function: exactly them', async () => {
    const links = await repository({
      'src/sum.ts': 'export const sum = (a: number) => a\n',
      'src/cart.ts': "import { sum } from './sum.js'\nexport class Cart { total() { return sum(1) } }\n",
      'src/page.ts': "import { Cart } from './cart.js'\nconst show = () => new Cart().total()\n",
      'src/other.ts': 'const sum = () => 0\nexport const alone = () => sum()\n',
    })

    expect(links.filter((link) => link.includes('src/sum.ts#sum'))).toEqual([
      'src/cart.ts#Cart.total call src/sum.ts#sum 0.9',
    ])
    expect(links).toEqual(
      expect.arrayContaining([
        'src/cart.ts import src/sum.ts 1',
        'src/page.ts#show call src/cart.ts#Cart 0.9',
        'src/page.ts#show call src/cart.ts#Cart.total 0.5',
        'src/other.ts#alone call src/other.ts#sum 0.9',
      ]),
    )
  })

  it.each([
    [{ 'shop/a.py': 'from .b import x\n', 'shop/b.py': 'def x(): pass\n' }, 'shop/a.py import shop/b.py 1'],
    [{ 'a/a.go': 'package a\nimport "example.org/shop/b"\n', 'b/b.go': 'package b\n' }, 'a/a.go import b/b.go 1'],
    [
      { 'src/main/java/org/A.java': 'import org.B;\n', 'src/main/java/org/B.java': 'class B {}\n' },
      'src/main/java/org/A.java import src/main/java/org/B.java 1',
    ],
    [{ 'lib/a.c': '#include "b.h"\n', 'lib/b.h': 'int x;\n' }, 'lib/a.c import lib/b.h 1'],
    [{ 'src/main.rs': 'mod cart;\n', 'src/cart.rs': 'fn x() {}\n' }, 'src/main.rs import src/cart.rs 1'],
    [{ 'src/a.rs': 'use crate::b::c::D;\n', 'src/b/c.rs': 'struct D;\n' }, 'src/a.rs import src/b/c.rs 1'],
  ])('follows imports: %j', async (files, link) => {
    expect(await repository(files as unknown as Record<string, string>)).toContain(link)
  })

  it('links nothing that several files define alike', async () => {
    const links = await repository({
      'a.ts': "import './b.js'\nimport './c.js'\nrun()\n",
      'b.ts': 'export function run() {}\n',
      'c.ts': 'export function run() {}\n',
    })

    expect(links.filter((link) => link.includes('call'))).toEqual([])
  })

  it('leads out of the repository nowhere', async () => {
    expect(await repository({ 'a.ts': "import '../../etc/passwd'\nimport 'left-pad'\n" })).toEqual([])
  })

  it('reads this library itself', async () => {
    const text = await readFile(join(import.meta.dirname, '../src/link-code.ts'), 'utf8')
    const index = await indexSource('link-code.ts', text)

    expect(index.whole).toBe(true)
    expect(index.symbols.map(({ name }) => name)).toEqual(expect.arrayContaining(['linkCode', 'targetOf', 'nearest']))
  })
})

describe('touchedSymbols', () => {
  const symbols = [
    { name: 'Cart', kind: 'class', from: 1, to: 20 },
    { name: 'Cart.total', kind: 'method', from: 3, to: 8 },
    { name: 'Cart.add', kind: 'method', from: 10, to: 15 },
    { name: 'free', kind: 'function', from: 30, to: 33 },
  ] as const
  const touched = (...ranges: (readonly [number, number])[]): string[] =>
    touchedSymbols(
      symbols,
      ranges.map(([from, count]) => ({ from, count })),
    ).map(({ name }) => name)

  it('names the innermost symbol under a change', () => {
    expect(touched([4, 2])).toEqual(['Cart.total'])
    expect(touched([31, 1])).toEqual(['free'])
    expect(touched([25, 2])).toEqual([])
  })

  it('names what is around where lines between its members change', () => {
    expect(touched([8, 3])).toEqual(['Cart', 'Cart.total', 'Cart.add'])
    expect(touched([2, 1])).toEqual(['Cart'])
  })

  it('takes a deletion as a touch of what stands there', () => {
    expect(touched([12, 0])).toEqual(['Cart.add'])
  })
})
