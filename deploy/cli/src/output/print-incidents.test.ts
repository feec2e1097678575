import { describe, expect, it } from '@jest/globals'
import { printIncidents, printRoom, type Room } from './print-incidents.js'
import type { Terminal } from './terminal.js'

const printed = (print: (terminal: Terminal) => void): string[] => {
  const lines: string[] = []
  const terminal = { width: 100, print: (text = '') => lines.push(text), tint: (_: string, text: string) => text }
  print(terminal as unknown as Terminal)
  return lines
}

const none = { rows: [], more: 0 }
const room = (more: Partial<Room>): Room => ({
  subject: 'incident/7',
  title: 'logins fail',
  state: 'open',
  near: { changes: none, releases: none, runs: none, acts: none, anomalies: none },
  beside: none,
  causes: [],
  affected: none,
  checks: none,
  deeds: none,
  earlier: none,
  repeats: [],
  runbooks: [],
  timeline: none,
  ...more,
})

describe('printRoom', () => {
  it('shows the cause with who names it, suspects with what was said, distances, and what is left out', () => {
    const change = { subject: 'change/acme/shop/a', title: 'sessions last a day', request: 'pr/acme/shop/42' }
    const row = { time: '2026-03-01T11:20:00.000Z', line: 'sessions last a day', seconds: -2400 }
    const said = { verdict: 'confirm', by: 'person/ada' } as const
    const suspect = { ...change, confidence: 0.62, reasons: [{ text: 'it changed “src/auth.ts”' }], said }
    const lines = printed((terminal) =>
      printRoom(
        terminal,
        room({
          causes: [{ by: 'person', who: 'person/ada', name: change }],
          ranking: { event: 'e', answer: 'suspects', suspects: [suspect] },
          near: { changes: { rows: [row], more: 9999 }, releases: none, runs: none, acts: none, anomalies: none },
          affected: { rows: [{ area: 'mail', because: 'depends', on: 'auth' }], more: 0 },
        }),
      ),
    )

    expect(lines).toEqual(
      expect.arrayContaining([
        '? · nobody told when it began · not over',
        '  sessions last a day (pr/acme/shop/42), says person/ada',
        '  62 %  sessions last a day (pr/acme/shop/42) · confirmed by person/ada',
        '   −40 min  sessions last a day',
        '  and 9,999 more',
        '  mail, depends on auth',
      ]),
    )
  })

  it('says that nobody has named the cause, and lets no control sequence of a title through', () => {
    const lines = printed((terminal) => printRoom(terminal, room({ title: '\u001b[2Jlogins\u202e fail' })))

    expect(lines).toContain('  nobody has named it')
    expect(lines.join('')).not.toMatch(/[\u001b\u202e]/)
  })
})

describe('printIncidents', () => {
  it('shows state and service, and what is not known as a question mark', () => {
    const over = { subject: 'incident/1', resolved_at: '2026-03-01T12:00:00.000Z', title: 'mails late' }

    expect(printed((terminal) => printIncidents(terminal, [over]))[1]).toMatch(
      /^2026-03-01 12:00 {2}over +\? +\? +mails late {2}incident\/1$/,
    )
    expect(printed((terminal) => printIncidents(terminal, []))).toEqual(['no incident is known'])
  })
})
