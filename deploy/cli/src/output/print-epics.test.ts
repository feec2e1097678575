import { describe, expect, it } from '@jest/globals'
import { type Epic, type EpicBrief, printEpic, printEpics } from './print-epics.js'
import type { Terminal } from './terminal.js'

const printed = (print: (terminal: Terminal) => void): string[] => {
  const lines: string[] = []
  const terminal = { width: 100, print: (text = '') => lines.push(text), tint: (_: string, text: string) => text }
  print(terminal as unknown as Terminal)
  return lines
}

const brief: EpicBrief = {
  ...{ epic: 'db', title: 'Move\u001B[2J it', state: 'open', repository: 'acme/shop' },
  ...{
    summary: { text: 'tracking 2 PRs, 1 merged, 1 open', events: ['e1', 'e2', 'e3'] },
    blocked: 1,
    stale: 0,
    clusters: 0,
  },
}
const epic: Epic = {
  ...brief,
  next: { text: 'pr/acme/shop/2: merge pr/acme/shop/1 first', events: ['e2'] },
  changes: [
    {
      ...{ change: 'pr/acme/shop/2', title: '\u202Eevil', state: 'open', also: ['other'] },
      ...{ stands: { text: 'it is open', events: ['e2'] }, link: { text: 'its text names the epic', events: ['e2'] } },
      troubles: [{ text: 'ci/test failed', events: ['e4'] }],
    },
  ],
  ...{ issues: [], incidents: [], stale: [], warnings: [], clusters: [], timeline: [] },
  blocked: [
    {
      change: 'pr/acme/shop/2',
      text: 'it depends on pr/acme/shop/1, which is open',
      unblock: 'merge pr/acme/shop/1 first',
      events: ['e5'],
    },
  ],
}

describe('printEpic', () => {
  it('prints under each sentence the events that it rests on, and leaves out what is empty', () => {
    expect(printed((terminal) => printEpic(terminal, epic))).toEqual([
      'Move it',
      'epic db · open · acme/shop',
      '  tracking 2 PRs, 1 merged, 1 open',
      '      e1 e2 and 1 more',
      '',
      'Next',
      '  pr/acme/shop/2: merge pr/acme/shop/1 first',
      '      e2',
      '',
      'Blocked',
      '  pr/acme/shop/2: it depends on pr/acme/shop/1, which is open → merge pr/acme/shop/1 first',
      '      e5',
      '',
      'Changes',
      '  open pr/acme/shop/2 evil · its text names the epic · ci/test failed · also in other',
      '      e2 e4',
    ])
  })
})

describe('printEpics', () => {
  it('is a table, or says how to open one', () => {
    expect(printed((terminal) => printEpics(terminal, [brief]))[1]).toBe(
      'open   db    Move it  tracking 2 PRs, 1 merged, 1 open  1        0      0',
    )
    expect(printed((terminal) => printEpics(terminal, []))).toEqual([
      'no epic was opened yet: heimgewebe epics open <id> "<title>"',
    ])
  })
})
