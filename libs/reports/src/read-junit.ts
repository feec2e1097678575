import { attribute, decoded, nodes, parseXml, positive, type XmlNode } from './read-xml.js'

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

const MOST_FAILURES = 100
const LISTS = ['testsuite', 'testcase', 'failure', 'error', 'skipped']

/** Reads a JUnit report of a stranger: no entity is expanded, no document type accepted. */
export const readJunit = (xml: string): JunitReading => {
  const parsed = parseXml(xml, LISTS)
  if (parsed.state === 'refused') return parsed
  const { root } = parsed
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

const countSuite = (suite: XmlNode, counts: Counts): void => {
  const tests = nodes(suite['testcase'])
  const suites = nodes(suite['testsuite'])
  for (const test of tests) countTest(test, counts)
  for (const inner of suites) countSuite(inner, counts)
  // A suite that broke before its first test has only numbers, or an error of its own.
  const broken = tests.length + suites.length > 0 ? 0 : positive(suite['@failures']) + positive(suite['@errors'])
  const [own] = [...nodes(suite['error']), ...nodes(suite['failure'])]
  if (broken === 0 && own === undefined) return
  counts.failed += Math.max(broken, 1)
  keep(counts, attribute(suite, 'name') || 'unnamed suite', own)
}

const countTest = (test: XmlNode, counts: Counts): void => {
  const [problem] = [...nodes(test['failure']), ...nodes(test['error'])]
  if (problem !== undefined) {
    counts.failed++
    keep(counts, attribute(test, 'name') || attribute(test, 'classname') || 'unnamed test', problem)
  } else if (test['skipped'] !== undefined) counts.skipped++
  else counts.passed++
}

const keep = (counts: Counts, name: string, problem: XmlNode | undefined): void => {
  if (counts.failures.length >= MOST_FAILURES) return
  const parts = [attribute(problem, 'message'), typeof problem?.['#text'] === 'string' ? problem['#text'] : '']
  const message = decoded([...new Set(parts.filter((part) => part !== ''))].join('\n')).slice(0, 4000)
  counts.failures.push(message === '' ? { name } : { name, message })
}
