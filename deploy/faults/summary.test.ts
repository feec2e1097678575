import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Entry, Ledger } from './ledger.js'
import { pageOf, sumUp } from './summary.js'

const entry = (changes: Partial<Entry>): Entry => ({
  at: '2026-11-26T20:00:00.000Z',
  promise: 'P2',
  seed: 1,
  status: 'held',
  n: 10,
  unit: 'kills',
  seconds: 1,
  versions: { commit: 'abc' },
  sync: {},
  faults: { 'kill chronik': 10 },
  counts: { campaignSeed: 1, yes: 5 },
  verdicts: [],
  ...changes,
})

const p2 = (entries: readonly Entry[]) => sumUp(entries).find(({ id }) => id === 'P2')!

describe('the ledger', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'heimgewebe-ledger-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('goes on where the same seed ended on the same sources', () => {
    const ledger = new Ledger(join(folder, 'sub', 'ledger.jsonl'))
    expect(ledger.done('P2', 1, 'abc')).toBe(0)
    for (const changes of [{}, { n: 7 }, { promise: 'P3' }, { counts: { campaignSeed: 2 } }, { planted: 'a bug' }])
      ledger.add(entry(changes))

    expect(ledger.done('P2', 1, 'abc')).toBe(17)
    expect(ledger.done('P2', 1, 'other')).toBe(0)
  })

  it('bounds the rate of failures by three in n, and by nothing once something failed', () => {
    expect(p2([entry({}), entry({ n: 290 })])).toMatchObject({ n: 300, failures: 0, bound: 0.01 })
    expect(p2([entry({}), entry({ status: 'broken' })])).toMatchObject({ failures: 1, bound: undefined })
    expect(p2([entry({ status: 'not run', n: 0 })])).toMatchObject({ n: 0, notRun: 1, bound: undefined })
  })

  it('says of a promise that was never tried that it was not run', () => {
    expect(pageOf([])).toMatch(/\| P2 \|.*\*\*not run\*\*/)
  })

  it('stands behind the page', () => {
    const page = readFileSync('docs/faults.md', 'utf8')

    expect(page).toContain(pageOf(new Ledger('docs/faults.jsonl').read()))
  })
})
