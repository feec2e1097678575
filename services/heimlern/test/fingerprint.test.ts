import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { fingerprintError } from '@heimgewebe/decider'
import { labelledErrors, unseenErrors } from './labelled-errors.js'

const print = (text: string, name?: string): string | undefined => fingerprintError(text, name)?.fingerprint

/** How many pairs of logs are judged the same that are, and which are judged wrongly. */
const judge = (table: typeof labelledErrors) => {
  const rows = table.flatMap(([label, ...logs]) => logs.map((log) => ({ label, print: print(log) })))
  const pairs = rows.flatMap((a, i) => rows.slice(i + 1).map((b) => ({ a, b })))
  const same = pairs.filter(({ a, b }) => a.label === b.label).length
  const alike = pairs.filter(({ a, b }) => a.print === b.print)
  const right = alike.filter(({ a, b }) => a.label === b.label).length
  const wrong = pairs
    .filter(({ a, b }) => (a.label === b.label) !== (a.print === b.print))
    .map(({ a, b }) => `${a.label} | ${b.label}`)
  const said = `${rows.length} logs of ${table.length} errors, ${pairs.length} pairs: precision ${right}/${alike.length}, recall ${right}/${same}`
  return { said, wrong }
}

/** Pairs that are judged wrongly, and known to be. */
const KNOWN_MISTAKES = ['docker build apt | docker build apt']

const word = fc.stringMatching(/^[a-z]{3,10}$/)
const folder = fc.array(word, { minLength: 2, maxLength: 5 }).map((parts) => `/${parts.join('/')}`)
const line = fc.integer({ min: 1, max: 99_999 })
const port = fc.integer({ min: 1024, max: 65_535 })
const sha = fc.stringMatching(/^[0-9]{3}[a-f][0-9a-f]{36}$/)
const detail = fc.record({
  folder,
  line,
  port,
  sha,
  uuid: fc.uuid(),
  count: fc.nat(100_000),
  time: fc
    .date({ min: new Date(0), max: new Date('2050-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
})
type Detail = typeof detail extends fc.Arbitrary<infer D> ? D : never

const js = ({ folder: at, line: n, port: p, sha: commit, uuid, count }: Detail): string =>
  `StoreError: no answer from 10.0.0.7:${p} for job ${uuid} of ${commit} after ${count} ms\n    at ask (${at}/store.ts:${n}:7)\n    at run (${at}/job.ts:${n + 3}:1)`
const shapes: readonly ((about: Detail) => string)[] = [
  js,
  ({ folder: at, line: n, count }) =>
    `Traceback (most recent call last):\n  File "${at}/a.py", line ${n}, in run\n    go()\nRuntimeError: ${count} rows are left in ${at}/b.csv`,
  ({ folder: at, line: n, uuid }) =>
    `java.io.IOException: job ${uuid} is gone\n\tat com.acme.Job.find(Job.java:${n})\n\tat com.acme.Main.main(${at.slice(1, 4)}.java:9)`,
  ({ folder: at, line: n, count }) =>
    `panic: ${count} workers are stuck\n\ngoroutine ${n} [running]:\nmain.wait(0x${n.toString(16)})\n\t${at}/w.go:${n} +0x1d`,
  ({ folder: at, line: n }) => `${at}/conn.cpp:${n}:${n}: error: expected ';' before '}' token`,
  ({ folder: at, line: n, sha: commit }) =>
    `thread 'main' panicked at ${at}/lib.rs:${n}:5:\nblob ${commit} is not there`,
  ({ time, port: p, uuid }) => `${time} ERROR cannot bind localhost:${p} for ${uuid}`,
]

describe('fingerprintError', () => {
  it('gives the same for the same error with other paths, lines, times, ids, ports and hashes', () => {
    for (const shape of shapes)
      fc.assert(
        fc.property(detail, detail, (a, b) => print(shape(a)) === print(shape(b))),
        { numRuns: 60 },
      )
  })

  it('gives another for another kind of error, whatever the details', () => {
    fc.assert(
      fc.property(detail, (about) => new Set(shapes.map((shape) => print(shape(about)))).size === shapes.length),
      { numRuns: 60 },
    )
  })

  it('does not see where a message was wrapped, nor colours', () => {
    const message = 'StoreError: the answer of the store was cut in the middle of the second column of the list'
    const wrap = (at: number, by: string): string => `${message.slice(0, at)}${by}${message.slice(at)}`
    fc.assert(
      fc.property(fc.integer({ min: 14, max: message.length - 1 }), (at) => print(wrap(at, '\n')) === print(message)),
    )
    expect(print(`\u001B[31m${message}\u001B[0m\r\n`)).toBe(print(message))
  })

  it('tells apart tests that only say that something was not as expected', () => {
    const text = 'AssertionError: expected 3 to equal 4'
    expect(print(text, 'cart adds')).not.toBe(print(text, 'cart removes'))
    expect(print(text, 'cart adds')).toBe(print('AssertionError: expected 7 to equal 9', 'cart adds'))
  })

  it('puts errors that differ in a name only into one family', () => {
    const family = (name: string) => fingerprintError(`ModuleNotFoundError: No module named '${name}'`)?.family
    expect(family('yaml')).toBe(family('requests'))
    expect(fingerprintError("KeyError: 'yaml'")?.family).not.toBe(family('yaml'))
  })

  it('takes any text, and tells nothing of emptiness', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const found = fingerprintError(text)
        return found === undefined ? true : /^e1-[0-9a-f]{24}$/.test(found.fingerprint) && found.template.length <= 200
      }),
    )
    expect(fingerprintError(' \n\t')).toBeUndefined()
  })

  it('ends in time on long hostile texts', () => {
    for (const piece of ['a/', '"', 'at a', '1:', '.a', '\\a ', '::', '[', 'Error: ', '<path> '])
      expect(fingerprintError(piece.repeat(16_000))).toBeDefined()
  })

  it.each([
    ['the labelled logs', labelledErrors, []],
    ['logs that it was not made for', unseenErrors, KNOWN_MISTAKES],
  ])('judges %s pair by pair', (name, table, mistakes) => {
    const { said, wrong } = judge(table)
    process.stdout.write(`fingerprints, ${name}: ${said}\n`)
    expect(wrong).toEqual(mistakes)
  })
})
