import { describe, expect, it } from '@jest/globals'
import { readJunit } from './read-junit.js'

const report = (xml: string) => {
  const reading = readJunit(xml)
  if (reading.state !== 'read') throw new Error(reading.reason)
  return reading.report
}

describe('readJunit', () => {
  it('counts tests in nested suites and names the failed ones', () => {
    const xml = `<?xml version="1.0" encoding="UTF-8"?>
      <testsuites><testsuite name="all"><testsuite name="auth" tests="4">
        <testcase classname="auth" name="accepts a fresh token"/>
        <testcase name="refuses &lt;expired&gt; &#x26; old"><failure message="expected 401">at line 3</failure></testcase>
        <testcase name="crashes"><error>boom</error></testcase>
        <testcase name="later"><skipped/></testcase>
      </testsuite></testsuite></testsuites>`

    expect(report(xml)).toEqual({
      passed: 1,
      failed: 2,
      skipped: 1,
      failures: [
        { name: 'refuses <expired> & old', message: 'expected 401\nat line 3' },
        { name: 'crashes', message: 'boom' },
      ],
    })
  })

  it('reads a report with a single suite at its root', () => {
    expect(report('<testsuite><testcase name="a"/></testsuite>')).toMatchObject({ passed: 1, failed: 0 })
  })

  it('counts a suite that broke before its first test', () => {
    expect(report('<testsuites><testsuite name="auth" errors="1"/></testsuites>')).toEqual({
      passed: 0,
      failed: 1,
      skipped: 0,
      failures: [{ name: 'auth' }],
    })
  })

  it('reads what is inside CDATA as text', () => {
    const xml = '<testsuite><testcase name="a"><failure><![CDATA[a < b && c]]></failure></testcase></testsuite>'

    expect(report(xml).failures).toEqual([{ name: 'a', message: 'a < b && c' }])
  })

  it('finds no test in an empty report', () => {
    expect(report('<testsuites/>')).toEqual({ passed: 0, failed: 0, skipped: 0, failures: [] })
  })

  it.each([
    ['an entity bomb', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><testsuite name="&b;"/>'],
    ['an outside entity', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><testsuite name="&a;"/>'],
    ['another document', '<html><body/></html>'],
    ['broken XML', '<testsuite><testcase></testsuite>'],
    ['no XML', 'all tests passed'],
    ['nothing', ''],
    ['endless nesting', `${'<testsuite>'.repeat(100_000)}`],
    ['deep nesting', `${'<testsuite>'.repeat(200)}${'</testsuite>'.repeat(200)}`],
  ])('refuses %s', (_, xml) => {
    expect(readJunit(xml)).toMatchObject({ state: 'refused' })
  })

  it('is not fooled by names of the language', () => {
    const xml =
      '<testsuite><testcase name="__proto__"><failure message="constructor"/></testcase><__proto__ polluted="yes"/></testsuite>'
    const reading = readJunit(xml)

    expect(({} as Record<string, unknown>)['@polluted']).toBeUndefined()
    expect(reading.state === 'refused' || reading.report.failed === 1).toBe(true)
  })
})
