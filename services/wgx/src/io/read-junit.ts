import { XMLParser } from 'fast-xml-parser'

/** What a JUnit report says. */
export interface JunitReport {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Failed tests in file order, at most 100. */
  readonly failures: readonly { readonly name: string; readonly message?: string }[]
}

/** A report, or in words why it cannot be read. */
export type JunitReading =
  { readonly state: 'read'; readonly report: JunitReport } | { readonly state: 'refused'; readonly reason: string }

type Node = Readonly<Record<string, unknown>>
const MOST_FAILURES = 100
const DEEPEST = 50
const LISTS = new Set(['testsuite', 'testcase', 'failure', 'error', 'skipped'])

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseAttributeValue: false,
  parseTagValue: false,
  // Nothing but the characters that XML itself names is put in; see `decoded`.
  processEntities: false,
  maxNestedTags: DEEPEST,
  isArray: (name) => LISTS.has(name),
})

/** Reads a JUnit report of a stranger: no entity is expanded, no document type accepted. */
export const readJunit = (xml: string): JunitReading => {
  if (/<!DOCTYPE|<!ENTITY/i.test(xml))
    return { state: 'refused', reason: 'it has a document type, which is not accepted' }
  let root: Node
  try {
    root = parser.parse(xml, true) as Node
  } catch (error) {
    return { state: 'refused', reason: `it is not well-formed (${String(error).slice(0, 200)})` }
  }
  const suites = [...nodes(root['testsuites']), ...nodes(root['testsuite'])]
  if (suites.length === 0) return { state: 'refused', reason: 'it has neither testsuites nor testsuite' }
  const counts = { passed: 0, failed: 0, skipped: 0, failures: [] as { name: string; message?: string }[] }
  for (const suite of suites) countSuite(suite, counts)
  return { state: 'read', report: counts }
}

interface Counts {
  passed: number
  failed: number
  skipped: number
  failures: { name: string; message?: string }[]
}

const countSuite = (suite: Node, counts: Counts): void => {
  const tests = nodes(suite['testcase'])
  const suites = nodes(suite['testsuite'])
  for (const test of tests) countTest(test, counts)
  for (const inner of suites) countSuite(inner, counts)
  // A suite that broke before its first test has only numbers, or an error of its own.
  const broken = tests.length + suites.length > 0 ? 0 : number(suite['@failures']) + number(suite['@errors'])
  const [own] = [...nodes(suite['error']), ...nodes(suite['failure'])]
  if (broken === 0 && own === undefined) return
  counts.failed += Math.max(broken, 1)
  keep(counts, attribute(suite, 'name') || 'unnamed suite', own)
}

const countTest = (test: Node, counts: Counts): void => {
  const [problem] = [...nodes(test['failure']), ...nodes(test['error'])]
  if (problem !== undefined) {
    counts.failed++
    keep(counts, attribute(test, 'name') || attribute(test, 'classname') || 'unnamed test', problem)
  } else if (test['skipped'] !== undefined) counts.skipped++
  else counts.passed++
}

const keep = (counts: Counts, name: string, problem: Node | undefined): void => {
  if (counts.failures.length >= MOST_FAILURES) return
  const parts = [attribute(problem, 'message'), typeof problem?.['#text'] === 'string' ? problem['#text'] : '']
  const message = decoded([...new Set(parts.filter((part) => part !== ''))].join('\n')).slice(0, 4000)
  counts.failures.push(message === '' ? { name } : { name, message })
}

/** The elements under a name: the parser gives a text for one that has nothing but text. */
const nodes = (value: unknown): Node[] =>
  (Array.isArray(value) ? value : [value]).flatMap((one: unknown) => {
    if (typeof one === 'string') return [{ '#text': one }]
    return typeof one === 'object' && one !== null ? [one as Node] : []
  })

const attribute = (node: Node | undefined, name: string): string => {
  const value = node?.[`@${name}`]
  return typeof value === 'string' ? decoded(value) : ''
}

const number = (value: unknown): number => {
  const count = Number(value)
  return Number.isSafeInteger(count) && count > 0 ? Math.min(count, 1_000_000) : 0
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

const decoded = (text: string): string =>
  text.replaceAll(/&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi, (whole, name, decimal, hex) => {
    if (name !== undefined) return NAMED[String(name).toLowerCase()] ?? whole
    const code = decimal !== undefined ? Number(decimal) : Number.parseInt(String(hex), 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
