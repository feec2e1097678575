import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { readReport } from './read-report.js'

const LCOV =
  'TN:\nSF:src/a.ts\nDA:1,1\nDA:2,0\nDA:2,3\nDA:3,0\nLF:3\nLH:2\nend_of_record\nSF:src/b.ts\nLF:10\nLH:5\nend_of_record\n'
const COBERTURA = `<?xml version="1.0"?>
<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
<coverage line-rate="0.5"><packages><package><classes>
  <class filename="src/A.java"><lines><line number="1" hits="3"/><line number="2" hits="0"/></lines></class>
  <class filename="src/A.java"><lines><line number="2" hits="1"/></lines></class>
  <class filename="src/B.java"><lines><line number="7" hits="0"/></lines></class>
</classes></package></packages></coverage>`
const sarif = (results: unknown[], rules: unknown[] = []): string =>
  JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'lint', rules } }, results }] })
const result = (level: string | undefined, more: object = {}): object => ({
  ruleId: 'no-raw-sql',
  ...(level === undefined ? {} : { level }),
  message: { text: 'raw SQL' },
  locations: [{ physicalLocation: { artifactLocation: { uri: 'src/a.ts' }, region: { startLine: 7 } } }],
  ...more,
})

describe('readReport', () => {
  it('reads lcov', () => {
    expect(readReport(LCOV)).toMatchObject({
      format: 'lcov',
      report: {
        lines: 13,
        covered: 7,
        percent: 53.85,
        files: [{ path: 'src/b.ts' }, { path: 'src/a.ts', covered: 2 }],
      },
    })
  })

  it('reads Cobertura, its customary document type passed over', () => {
    expect(readReport(COBERTURA)).toMatchObject({
      format: 'cobertura',
      report: { lines: 3, covered: 2, percent: 66.67, files: [{ path: 'src/B.java' }, { path: 'src/A.java' }] },
    })
  })

  it('reads SARIF: worst first, suppressed and none left out, levels of rules where a result says none', () => {
    const rules = [{ id: 'quiet', defaultConfiguration: { level: 'note' } }]
    const text = sarif(
      [
        result('note'),
        result('error'),
        result(undefined),
        result(undefined, { ruleId: 'quiet' }),
        result('none'),
        result('error', { suppressions: [{ kind: 'inSource' }] }),
        result('note', { suppressions: [{ kind: 'external', status: 'rejected' }] }),
        result('error', { kind: 'pass' }),
        result(undefined, { ruleId: undefined, ruleIndex: 0 }),
      ],
      rules,
    )
    const reading = readReport(`\uFEFF${text}`)

    expect(reading).toMatchObject({
      format: 'sarif',
      report: { tools: ['lint'], counts: { error: 1, warning: 1, note: 4 } },
    })
    expect(reading.state === 'read' && reading.format === 'sarif' && reading.report.findings[0]).toEqual({
      rule: 'no-raw-sql',
      level: 'error',
      text: 'raw SQL',
      path: 'src/a.ts',
      line: 7,
    })
  })

  it('keeps 200 of 25,000 results', () => {
    const reading = readReport(sarif(Array.from({ length: 25_000 }, (_, at) => result(at % 2 ? 'error' : 'note'))))

    expect(reading).toMatchObject({ report: { counts: { error: 12_500, note: 12_500 } } })
    expect(reading.state === 'read' && reading.format === 'sarif' && reading.report.findings).toHaveLength(200)
  })

  it.each([
    ['nothing', ''],
    ['prose', 'all tests passed'],
    ['SARIF of another version', '{"version":"1.0.0","runs":[]}'],
    ['torn JSON', '{"version":"2.1.0","runs":['],
    ['lcov without a record', 'TN:\nSF:a\n'],
    ['Cobertura without files', '<coverage></coverage>'],
    [
      'an entity bomb',
      `<!DOCTYPE coverage [<!ENTITY a "${'x'.repeat(10)}"><!ENTITY b "&a;&a;">]><coverage>&b;</coverage>`,
    ],
    ['a parameter entity', '<!DOCTYPE coverage [ <!ENTITY % x SYSTEM "file:///etc/passwd"> %x; ]><coverage/>'],
    ['deep nesting', '<testsuite>'.repeat(1000)],
  ])('refuses %s in words', (_, text) => {
    expect(readReport(text)).toMatchObject({ state: 'refused', reason: expect.any(String) as unknown })
  })

  it('throws over nothing', () => {
    const seed = fc.constantFrom(
      LCOV,
      COBERTURA,
      sarif([result('error')]),
      '<testsuite><testcase name="a"/></testsuite>',
    )
    const change = fc.record({ at: fc.nat(600), drop: fc.nat(20), put: fc.string({ maxLength: 6 }) })
    fc.assert(
      fc.property(seed, fc.array(change, { maxLength: 5 }), (text, changes) => {
        const mutant = changes.reduce((one, { at, drop, put }) => one.slice(0, at) + put + one.slice(at + drop), text)
        expect(['read', 'refused']).toContain(readReport(mutant).state)
      }),
      { numRuns: 3000, seed: 11 },
    )
  })
})
