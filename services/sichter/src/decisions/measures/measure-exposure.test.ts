import { describe, expect, it } from '@jest/globals'
import type { FileChange } from '../past/change.js'
import { newPast, type Past } from '../past/past.js'
import { rememberChange } from '../past/remember-change.js'
import { rememberLink } from '../past/remember-link.js'
import { NOTHING } from './measure-change.js'
import { measureExposure } from './measure-exposure.js'

const DAY = 86_400

const file = (path: string, added: number, more: Partial<FileChange> = {}): FileChange => ({
  path,
  status: 'modified',
  added,
  deleted: 0,
  hunks: [],
  ...more,
})

const change = (files: FileChange[], author = 'ada') => ({
  ...NOTHING,
  author,
  added: files.reduce((sum, { added }) => sum + added, 0),
  files,
})

/** Twenty changes of ten lines in each of two files; every second one of the engine had to be fixed. */
const given = (): Past => {
  const past = newPast()
  for (let n = 0; n < 20; n++) {
    const engine = rememberChange(past, change([file('src/engine.ts', 10)]), n * DAY)
    const page = rememberChange(past, change([file('src/page.ts', 10)]), n * DAY)
    if (n % 2 === 0) rememberLink(past, engine, page, n * DAY, 'link')
  }
  return past
}

const measure = (past: Past, files: FileChange[], author = 'ada') =>
  measureExposure(past, change(files, author), past.authorIndex.get(author), 30 * DAY)

describe('measureExposure', () => {
  it('expects more of the same lines where changes turned out bad, and of more lines in the same place', () => {
    const past = given()
    const engine = measure(past, [file('src/engine.ts', 10)])
    const page = measure(past, [file('src/page.ts', 10)])

    expect(engine.expectedBugs).toBeGreaterThan(page.expectedBugs)
    expect(engine.anyBug).toBeGreaterThan(page.anyBug)
    expect(measure(past, [file('src/engine.ts', 100)]).expectedBugs).toBeGreaterThan(engine.expectedBugs)
    expect(measure(past, [file('src/engine.ts', 10), file('src/page.ts', 10)]).anyBug).toBeGreaterThan(engine.anyBug)
  })

  it('says how large a change is for its files and its author', () => {
    const past = given()
    const usual = measure(past, [file('src/engine.ts', 10)])
    const large = measure(past, [file('src/engine.ts', 200)])

    expect(usual.largerForFiles).toBeCloseTo(0, 1)
    expect(large.largerForFiles).toBeGreaterThan(2)
    for (let n = 0; n < 20; n++) rememberChange(past, change([file('docs/plan.md', 400)], 'bob'), 25 * DAY)
    expect(measure(past, [file('src/engine.ts', 200)], 'bob').largerForAuthor).toBeLessThan(0)
    expect(measure(past, [file('src/engine.ts', 200)], 'ada').largerForAuthor).toBeGreaterThan(2)
  })

  it('knows a file by its new name', () => {
    const past = given()
    const before = measure(past, [file('src/engine.ts', 50)])
    const renamed = file('src/motor.ts', 50, { oldPath: 'src/engine.ts', status: 'renamed' })

    expect(measure(past, [renamed])).toEqual(before)
  })

  it('counts code alone', () => {
    const past = given()

    expect(measure(past, [file('package-lock.json', 9000)])).toMatchObject({
      expectedBugs: 0,
      expectedFixes: 0,
      anyBug: 0,
      fixedLines: 0,
      largerForFiles: 0,
    })
  })
})
