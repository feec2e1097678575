import { describe, expect, it } from '@jest/globals'
import { newId } from '@heimgewebe/contracts'
import { drawFrom } from './draw.js'

describe('drawFrom', () => {
  it('draws the same for the same text', () => {
    expect(drawFrom('a guard')).toBe(drawFrom('a guard'))
  })

  it('draws each part of the range as often as the next, for ids that differ in little', () => {
    const tenths = Array.from({ length: 10 }, () => 0)
    for (let n = 0; n < 20_000; n++) tenths[Math.floor(drawFrom(`${newId()} lint`) * 10)]!++

    for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(250)
  })
})
