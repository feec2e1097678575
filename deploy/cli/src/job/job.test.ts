import { describe, expect, it } from '@jest/globals'
import { violationOf } from '@heimgewebe/contracts'
import { fileURLToPath } from 'node:url'
import { timeOf } from '../commands/events.js'
import { readStory } from './demo-story.js'
import type { ChangeCard } from './mesh-api.js'
import { lagIn } from './mesh-lag.js'
import { jobResult } from './result.js'
import { pickRiskiest } from './riskiest.js'

const change = (subject: string, percentile: number | undefined, changed_at = '2026-11-01T00:00:00Z'): ChangeCard => ({
  subject,
  repository: 'acme/shop',
  title: subject,
  state: 'recorded',
  changed_at,
  ...(percentile === undefined
    ? {}
    : {
        risk: {
          percentile,
          probability: null,
          level: 'low',
          signal: 'none',
          reasons: [{ text: 'it was reverted before', events: ['e1'] }],
          baseline: { name: 'lines_added', value: 3, percentile: 40 },
        },
      }),
})

describe('pickRiskiest', () => {
  it('puts open and recent changes in one order and leaves out what is not judged', () => {
    const picked = pickRiskiest(
      [change('pr/1', 50), change('pr/2', undefined)],
      [change('a', 90), change('b', 50, '2026-11-02T00:00:00Z')],
      3,
    )

    expect(picked.map(({ subject }) => subject)).toEqual(['a', 'b', 'pr/1'])
  })
})

describe('jobResult', () => {
  it('has the fields of the documented result', () => {
    const processes = [
      {
        name: 'sichter',
        port: 8012,
        up: true,
        state: 'ready' as const,
        pid: 1,
        ready_ms: 900,
        rss_bytes: 1e8,
        restarts: 0,
        problem: '',
      },
    ]
    const result = jobResult(
      { repository: 'acme/shop', commits: 2 },
      9,
      1234.6,
      { processes },
      pickRiskiest([], [change('change/acme/shop/a', 90)], 10),
    )

    expect(result).toEqual({
      repository: 'acme/shop',
      events: 9,
      changes: 2,
      seconds: 1.235,
      services: [{ name: 'sichter', ready_ms: 900, rss_bytes: 1e8 }],
      risky: [
        {
          change: 'change/acme/shop/a',
          title: 'change/acme/shop/a',
          percentile: 90,
          reasons: [{ text: 'it was reverted before', events: ['e1'] }],
          baseline_percentile: 40,
        },
      ],
    })
  })
})

describe('lagIn', () => {
  it('adds what waits, with and without labels', () => {
    const text =
      '# TYPE heimgewebe_outbox_events gauge\nheimgewebe_outbox_events{service="x"} 2\nheimgewebe_consumer_lag_events 5\nheimgewebe_consumer_lag_events_total 99\n'

    expect(lagIn(text)).toBe(7)
    expect(lagIn('')).toBe(0)
  })
})

describe('timeOf', () => {
  it('reads spans and times, and refuses the rest', () => {
    const now = new Date('2026-11-21T12:00:00Z')

    expect(timeOf('2h', now)).toBe('2026-11-21T10:00:00.000Z')
    expect(timeOf('2026-11-20', now)).toBe('2026-11-20T00:00:00.000Z')
    expect(() => timeOf('yesterday', now)).toThrow(/is no time/)
  })
})

describe('demo story', () => {
  it('keeps every contract, in order of time, with fixed ids', async () => {
    const story = await readStory(fileURLToPath(new URL('../../../..', import.meta.url)))
    const filled = story.map((event) => ({ correlationid: event['id'], partitionkey: 'demo/webshop', ...event }))

    expect(filled.map((event) => violationOf(event)).filter(Boolean)).toEqual([])
    expect(new Set(story.map(({ id }) => id)).size).toBe(story.length)
    expect(story.map(({ time }) => time)).toEqual(story.map(({ time }) => time as string).toSorted())
    expect(story.filter(({ type }) => type === 'incident.detected.v1')).toHaveLength(3)
  })
})
