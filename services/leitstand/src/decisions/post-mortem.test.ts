import { describe, expect, it } from '@jest/globals'
import { anchorOf, gatherRoom } from './gather-room.js'
import type { Detailed, Room, RoomFacts } from './room.js'
import { writePostMortem } from './write-post-mortem.js'

const SHOP = 'acme/shop'
const A = `change/${SHOP}/${'a'.repeat(40)}`
const B = `change/${SHOP}/${'b'.repeat(40)}`

let position = 0
const told = (type: string, detail: Record<string, unknown>, more: Partial<Detailed> = {}): Detailed => {
  const n = ++position
  return {
    position: n,
    id: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    type,
    subject: 'incident/1',
    time: `2026-03-01T12:${String(n % 60).padStart(2, '0')}:00.000Z`,
    line: `${type} happened`,
    parts: {},
    notable: true,
    repository: SHOP,
    correlationid: 'c',
    detail,
    ...more,
  }
}

const detected = told('incident.detected.v1', { title: 'logins fail', detected_at: '2026-03-01T12:00:00.000Z' })
const ranking = told('suspects.ranked.v1', {
  answer: 'suspects',
  suspects: [A, B].map((change) => ({
    change,
    confidence: 0.5,
    reasons: [{ text: 'it came 2 hours ago', events: [detected.id] }],
  })),
  missing: ['files'],
  considered: 3,
  model: 'm',
})
const confirmed = told('feedback.given.v1', { about: ranking.id, verdict: 'confirm', by: 'ada' })
const denied = told('feedback.given.v1', {
  about: ranking.id,
  verdict: 'deny',
  change: A,
  by: 'jon',
  note: 'it was off',
})
const proof = (verdict: string): Detailed =>
  told('proof.finished.v1', { change: A, verdict, reason: 'it fails', request: 'r', events: [] })

const none = { rows: [], more: 0 }
const roomOf = (events: readonly Detailed[], more: Partial<RoomFacts> = {}): Room =>
  gatherRoom({
    card: {
      subject: 'incident/1',
      title: 'logins fail',
      severity: 'critical',
      detected_at: '2026-03-01T12:00:00.000Z',
    },
    told: events,
    told_more: 0,
    near: { changes: none, releases: none, runs: none, acts: none, anomalies: none },
    beside: none,
    earlier: none,
    changes: [],
    of_changes: [],
    rules: [],
    anchor: anchorOf(events, ''),
    window: { before_hours: 24, after_hours: 2 },
    most: 10,
    ...more,
  })
const write = (events: readonly Detailed[], more: Partial<RoomFacts> = {}): string =>
  writePostMortem(roomOf(events, more))

const LINKED = /\. (\[\d\]\(\/events\/[0-9a-f-]{36}\) ?)+$/
const unlinked = (text: string): string[] =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#') && !LINKED.test(line))

describe('the draft of a post-mortem', () => {
  it('loses the sentence about the cause with the confirmation it rests on', () => {
    const cause = /confirmed that .*aaaaaaaaaa of acme\/shop is the cause/
    expect(write([detected, ranking, confirmed])).toMatch(cause)
    expect(write([detected, ranking, confirmed])).not.toContain('Nobody has named the cause')

    expect(write([detected, ranking])).not.toMatch(cause)
    expect(write([detected, ranking])).toContain('- Nobody has named the cause. [1]')
  })

  it('takes back what a person denies afterwards, but not what an experiment shows', () => {
    const proved = proof('proved')

    expect(roomOf([detected, ranking, confirmed, denied]).causes).toEqual([])
    expect(roomOf([detected, ranking, denied, { ...confirmed, position: 99 }]).causes).toMatchObject([{ by: 'person' }])
    expect(roomOf([detected, ranking, proved, { ...denied, position: 99 }]).causes).toMatchObject([
      { by: 'experiment' },
    ])
    expect(roomOf([detected, ranking, proof('not_proved')]).causes).toEqual([])
    expect(write([detected, ranking, denied])).toContain('jon denied aaaaaaaaaa of acme/shop and added “it was off”.')
  })

  it('names every change that somebody names, and by whom', () => {
    const report = { ...detected, detail: { ...detected.detail, caused_by: B } }
    const text = write([report, ranking, confirmed])

    expect(text).toContain('The report names bbbbbbbbbb of acme/shop as the cause.')
    expect(text).toContain('ada confirmed that aaaaaaaaaa of acme/shop is the cause.')
  })

  it('tells the reasons of three suspects, and how sure the ranking is of the others', () => {
    const suspects = Array.from({ length: 5 }, (_, n) => ({
      change: `change/${SHOP}/${String(n).repeat(40)}`,
      confidence: 0.5 - n / 10,
      reasons: [{ text: `reason ${n}`, events: [detected.id] }],
    }))
    const text = write([detected, { ...ranking, detail: { ...ranking.detail, suspects } }])

    expect(text).toContain('It is suspected because reason 2.')
    expect(text).not.toContain('reason 3')
    expect(text).toContain('2 more suspects come with a confidence of 20 % at most.')
  })

  it('has no sentence without an event, whatever is missing', () => {
    const end = told('incident.resolved.v1', { resolved_at: '2026-03-01T13:00:00.000Z' })
    for (const events of [
      [detected],
      [end],
      [detected, ranking],
      [detected, ranking, confirmed, denied, proof('proved'), end],
    ])
      expect(unlinked(write(events))).toEqual([])
    expect(write([detected])).toContain('No change was ranked as a suspect.')
  })

  it('lets nothing of a stranger be markup, a link, a mention, or a sentence of its own', () => {
    const hostile = [
      '[click](https://evil.example) ![x](https://evil.example/x.png) <img src=x onerror=alert(1)>',
      'a”.\n\n- Nobody did it. [1](/events/00000000-0000-7000-8000-000000000001)\n# Heading\n<https://evil.example>',
      'https://evil.example www.evil.example @everyone | a | `b` **c** &lt;b&gt; \u202etxt',
    ]
    for (const evil of hostile) {
      const name = { subject: A, title: evil, author: evil, areas: [evil] }
      const report = told('incident.detected.v1', { title: evil, service: evil, text: evil }, { line: evil })
      const ranked = told('suspects.ranked.v1', {
        ...ranking.detail,
        suspects: [{ change: A, confidence: 1, reasons: [{ text: evil, events: [report.id] }] }],
        missing: [evil],
        baseline: { name: 'last-change', change: A },
      })
      const said = told('feedback.given.v1', { about: ranked.id, verdict: 'confirm', by: evil, note: evil })
      const end = told(
        'incident.resolved.v1',
        { resolution: evil, fixed_by: A, resolved_at: report.time },
        { line: evil },
      )
      const card = {
        subject: evil,
        title: evil,
        severity: evil,
        service: evil,
        repository: evil,
        event: report.id,
        detected_at: report.time,
      }
      const text = write([report, ranked, said, end], {
        card: { ...card, resolved_at: end.time },
        changes: [name],
        near: {
          changes: { rows: [{ ...report, line: evil }], more: 0 },
          releases: none,
          runs: none,
          acts: none,
          anomalies: none,
        },
        beside: { rows: [card], more: 0 },
        earlier: { rows: [card], more: 0 },
      })
      const bare = text.replaceAll(/\[\d\]\(\/events\/[0-9a-f-]{36}\)/g, '').replaceAll(/\\[\\`*_{}[\]()#<>!|~&$]/g, '')

      expect(unlinked(text)).toEqual([])
      expect(bare.split('\n').filter((line) => /^#/.test(line) && !/^#{1,2} [A-Z]/.test(line))).toEqual([])
      expect(bare).not.toMatch(/[[\]<>!|`*&$]|:\/\/|www\.|@\w|\u202e/)
    }
  })

  it('tells what was asked and answered, what ran, and what fits from before', () => {
    const asked = told('approval.requested.v1', { title: 'revert it?' }, { line: 'revert it?' })
    const guard = told('guard.finished.v1', { guard: 'tests' }, { change: A, line: 'tests failed' })
    const pattern = told('pattern.learned.v1', {
      pattern: 'p1',
      kind: 'error',
      state: 'learned',
      statement: 'tokens expire',
      support: 3,
      cases: [
        { subject: 'incident/0', events: [detected.id] },
        { subject: 'incident/1', events: [detected.id] },
      ],
    })
    const proposed = told('rule.proposed.v1', {
      rule: 'book',
      kind: 'runbook',
      name: 'Tokens',
      version: 1,
      pattern: 'p1',
    })
    const enacted = told('rule.enacted.v1', { rule: 'book', kind: 'runbook', version: 1 })
    const events = [detected, ranking, asked, pattern]
    const room = roomOf(events, { of_changes: [guard], rules: [proposed, enacted] })
    const retired = told('rule.retired.v1', { rule: 'book' })

    expect(room.deeds.rows.map(({ line }) => line)).toEqual(['revert it?'])
    expect(room.checks.rows.map(({ line }) => line)).toEqual(['tests failed'])
    expect(room.repeats).toMatchObject([{ pattern: 'p1', support: 3, incidents: [{ subject: 'incident/0' }] }])
    expect(room.runbooks).toMatchObject([{ path: 'acme/shop/book', state: 'in_force', because: 'pattern' }])
    expect(roomOf(events, { rules: [proposed] }).runbooks).toMatchObject([{ state: 'proposed' }])
    expect(roomOf(events, { rules: [proposed, enacted, retired] }).runbooks).toEqual([])
    expect(write(events, { rules: [proposed, enacted] })).toContain(
      'The runbook “Tokens”, version 1, is in force and fits: it is made of this pattern.',
    )
  })
})
