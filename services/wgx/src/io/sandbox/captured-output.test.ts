import { describe, expect, it } from '@jest/globals'
import { CapturedOutput } from './captured-output.js'

const captured = (limit: number, ...chunks: string[]): CapturedOutput => {
  const output = new CapturedOutput(limit)
  for (const chunk of chunks) output.add(Buffer.from(chunk))
  return output
}

describe('CapturedOutput', () => {
  it('keeps everything below its limit', () => {
    expect(captured(10, 'one ', 'two').text()).toBe('one two')
  })

  it('keeps the end of what is longer, and counts the whole', () => {
    const output = captured(5, 'abc', 'defgh', 'ij')

    expect(output.text()).toBe('fghij')
    expect(output.totalBytes).toBe(10)
  })

  it('keeps the end of a single large chunk', () => {
    expect(captured(3, 'abcdef').text()).toBe('def')
  })

  it('reads bytes that are not UTF-8 as replacement characters', () => {
    const output = new CapturedOutput()
    output.add(Buffer.from([0x61, 0xff, 0x62]))

    expect(output.text()).toBe('a\ufffdb')
  })
})
