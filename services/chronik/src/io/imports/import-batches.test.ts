import { describe, expect, it } from '@jest/globals'
import { type Draft, draft } from '@heimgewebe/contracts'
import { ImportBatches } from './import-batches.js'

const closed = (number: number): Draft =>
  draft('pr.closed.v1', {
    subject: `pr/a/b/${number}`,
    data: { repository: 'a/b', number, closed_at: '2026-01-01T00:00:00Z' },
  })

describe('ImportBatches', () => {
  it('appends in order, at most 500 events at a time, and then tells the place', async () => {
    const log: string[] = []
    const appender = {
      append: (drafts: readonly Draft[]) => Promise.resolve(log.push(`${drafts.length} from ${drafts[0]!.subject}`)),
    }
    const batches = new ImportBatches<number>(appender, (place) => Promise.resolve(void log.push(`place ${place}`)))
    for (let number = 0; number < 1100; number++) {
      await batches.add(closed(number))
      batches.note(number)
    }
    await batches.end()
    expect(log).toEqual([
      '500 from pr/a/b/0',
      'place 499',
      '500 from pr/a/b/500',
      'place 999',
      '100 from pr/a/b/1000',
      'place 1099',
    ])
  })

  it('sends large events in smaller batches', async () => {
    const sizes: number[] = []
    const appender = { append: (drafts: readonly Draft[]) => Promise.resolve(sizes.push(drafts.length)) }
    const batches = new ImportBatches<number>(appender, () => Promise.resolve())
    for (let number = 0; number < 10; number++) await batches.add(closed(number), 300_000)
    await batches.end()
    expect(sizes).toEqual([3, 3, 3, 1])
  })

  it('reads on while one batch is written, but never two ahead, and tells a failure', async () => {
    const gate = Promise.withResolvers<void>()
    const appender = { append: () => gate.promise }
    const batches = new ImportBatches<number>(appender, () => Promise.resolve())
    let added = 0
    const filling = (async () => {
      for (; added < 2000; added++) await batches.add(closed(added))
    })()
    await new Promise((resolve) => setImmediate(resolve))
    expect(added).toBe(1000)
    gate.reject(new Error('the log is gone'))
    await expect(filling).rejects.toThrow('the log is gone')
  })
})
