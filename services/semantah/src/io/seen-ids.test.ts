import { describe, expect, it } from '@jest/globals'
import { SeenIds } from './seen-ids.js'

const id = (n: number): string => `commit/acme/shop/${n.toString(16).padStart(40, '0')}`

describe('ids that were seen', () => {
  it('are all known, and hardly any other is', () => {
    const seen = new SeenIds(100_000)
    for (let n = 0; n < 50_000; n++) seen.add(id(n))
    let [missing, wrong] = [0, 0]
    for (let n = 0; n < 50_000; n++) if (!seen.has(id(n))) missing++
    for (let n = 50_000; n < 100_000; n++) if (seen.has(id(n))) wrong++
    expect(missing).toBe(0)
    expect(wrong).toBeLessThan(20)
  })

  it('are not told from others once there are too many', () => {
    const seen = new SeenIds(10)
    for (let n = 0; n < 11; n++) seen.add(id(n))
    expect([seen.has(id(3)), seen.has(id(99))]).toEqual([true, true])
  })
})
