import { describe, expect, it } from '@jest/globals'
import { formatBytes, formatDuration, shorten, table, wrap } from './format.js'
import { drawBar, Progress } from './progress.js'
import { oddsOf } from './print-risks.js'
import { harmless, Terminal } from './terminal.js'

const capture = (isTTY: boolean) => {
  const written: string[] = []
  return { output: { isTTY, write: (text: string) => written.push(text) }, written }
}

describe('format', () => {
  it('writes numbers for people', () => {
    expect([
      formatBytes(312_400_000),
      formatBytes(1.25e9),
      formatDuration(850),
      formatDuration(12_340),
      formatDuration(245_000),
    ]).toEqual(['312 MB', '1.3 GB', '850 ms', '12.3 s', '4 min 5 s'])
  })

  it('shortens, wraps and aligns', () => {
    expect(shorten('heimgewebe', 5)).toBe('heim…')
    expect(wrap('one two three', 7)).toEqual(['one two', 'three'])
    expect(
      table(
        [
          ['a', '1'],
          ['bbb', '22'],
        ],
        [1],
      ),
    ).toEqual(['a     1', 'bbb  22'])
  })
})

describe('oddsOf', () => {
  it('says log-odds as a factor, with an end to it', () => {
    expect([oddsOf(Math.log(2)), oddsOf(0), oddsOf(-0.7), oddsOf(50)]).toEqual([
      'odds × 2.0',
      'odds × 1.0',
      'odds × 0.5',
      'odds × 403.4 or more',
    ])
  })
})

describe('drawBar', () => {
  it('shows share and counts, never more than all', () => {
    expect(drawBar({ label: 'judging', done: 10_000, total: 20_000 })).toMatch(
      /^judging \[█{14}·{14}\] {2}50 % {2}10,000 \/ 20,000$/,
    )
    expect(drawBar({ label: 'judging', done: 3, total: 2 })).toContain('100 %')
    expect(drawBar({ label: 'empty', done: 0, total: 0 })).toContain('100 %')
  })
})

describe('Progress', () => {
  it('says a plain line every few seconds where nothing can be redrawn', () => {
    const { output, written } = capture(false)
    let now = 0
    const progress = new Progress(new Terminal(capture(false).output, output, {}), () => now)
    for (now = 0; now <= 12_000; now += 1000) progress.show({ label: 'reading', done: now, total: 20_000 })

    expect(written).toEqual([
      '… reading: 0 of 20,000\n',
      '… reading: 5,000 of 20,000\n',
      '… reading: 10,000 of 20,000\n',
    ])
  })
})

describe('Terminal', () => {
  it('keeps results on stdout and the rest on stderr', () => {
    const [out, err] = [capture(false), capture(false)]
    const terminal = new Terminal(out.output, err.output, {})
    terminal.say('working')
    terminal.json({ a: 1 })

    expect([out.written, err.written]).toEqual([['{"a":1}\n'], ['working\n']])
  })

  it('colours on a terminal only, and not with NO_COLOR', () => {
    expect(new Terminal(capture(true).output, capture(true).output, {}).tint('bad', 'x')).toBe('\u001B[31mx\u001B[0m')
    expect(new Terminal(capture(true).output, capture(true).output, { NO_COLOR: '1' }).tint('bad', 'x')).toBe('x')
    expect(new Terminal(capture(false).output, capture(true).output, {}).tint('bad', 'x')).toBe('x')
  })

  it('lets no control sequence of a commit message through', () => {
    expect(harmless('fix\u001B[2J \u001B]0;title\u0007now\r\nthen\u202Eabc\u0000')).toBe('fix now thenabc')
  })
})
