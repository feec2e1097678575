import { describe, expect, it } from '@jest/globals'
import { MAX_QUICK_DEATHS, restartDelay } from './restart-delay.js'

describe('restartDelay', () => {
  it('starts a process again at once after its first death', () => {
    expect(restartDelay(1)).toBeLessThanOrEqual(100)
  })

  it('waits longer after each further one, up to a limit', () => {
    const delays = Array.from({ length: MAX_QUICK_DEATHS }, (_, index) => restartDelay(index + 1)!)

    expect(delays).toEqual(delays.toSorted((a, b) => a - b))
    expect(delays.at(-1)).toBeLessThanOrEqual(10_000)
  })

  it('gives up when it dies again and again', () => {
    expect(restartDelay(MAX_QUICK_DEATHS + 1)).toBeUndefined()
  })
})
