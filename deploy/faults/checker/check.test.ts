import { describe, expect, it } from '@jest/globals'
import { check, type Circumstances } from './check.js'
import type { Attempted, ConsumerEvidence, Evidence, LogRow } from './evidence.js'

const row = (position: number, changes: Partial<LogRow> = {}): LogRow => ({
  position,
  id: `id-${position}`,
  stream: 'pr/1',
  streamversion: position,
  type: 'pr.closed.v1',
  source: 'urn:writer',
  causationid: null,
  body: `{"id":"id-${position}"}`,
  ...changes,
})

const yes = (position: number, changes: Partial<Attempted> = {}): Attempted => ({
  writer: 'w',
  subject: 'pr/1',
  yes: [{ position, streamversion: position }],
  no: 0,
  unknown: 0,
  yesBeforeCut: false,
  ...changes,
})

const effect = (position: number) => ({
  event_id: `id-${position}`,
  position,
  subject: 'pr/1',
  streamversion: position,
})

const listener = (changes: Partial<ConsumerEvidence> = {}): ConsumerEvidence => ({
  name: 'evolution',
  answers: false,
  effects: [effect(1), effect(2)],
  cursor: 2,
  outbox: 0,
  openActs: 0,
  parked: [],
  ...changes,
})

/** Two events that all went well with. */
const sound = (changes: Partial<Evidence> = {}): Evidence => {
  const log = changes.log ?? [row(1), row(2)]
  return {
    attempts: new Map([
      ['id-1', yes(1)],
      ['id-2', yes(2)],
    ]),
    log,
    consumers: [listener()],
    stream: new Map(log.map((one) => [one.position, { id: one.id, body: one.body }])),
    streamLast: log.length,
    segments: { lines: log.length, bodies: log.map((one) => `${one.body.slice(0, -1)},"position":${one.position}`) },
    acts: new Map(),
    ...changes,
  }
}

const broken = (evidence: Evidence, circumstances: Circumstances = {}): string[] =>
  check(evidence, circumstances)
    .filter((verdict) => !verdict.ok)
    .map((verdict) => verdict.id.split(' ')[0]!)

const intent = row(3, {
  id: 'id-3',
  stream: 'guard/1',
  streamversion: 1,
  type: 'guard.started.v1',
  source: 'heimgewebe/evolution',
})
const result = (said: string): LogRow =>
  row(4, {
    stream: 'guard/1',
    streamversion: 2,
    type: 'guard.finished.v1',
    source: 'heimgewebe/evolution',
    causationid: 'id-3',
    body: JSON.stringify({ data: { verdict: said } }),
  })
const acted = (said: string, times: number): Evidence =>
  sound({ log: [row(1), row(2), intent, result(said)], acts: new Map(times > 0 ? [['id-3', times]] : []) })

describe('the checker', () => {
  it('finds nothing where all is well', () => {
    expect(broken(sound())).toEqual([])
    expect(broken(acted('passed', 1))).toEqual([])
    expect(broken(acted('unknown', 0))).toEqual([])
  })

  it.each<[string, string, Evidence, Circumstances?]>([
    [
      'a yes that is not in the log',
      'I1',
      sound({
        attempts: new Map([
          ['id-1', yes(1)],
          ['id-2', yes(2)],
          ['id-9', yes(9)],
        ]),
      }),
    ],
    [
      'a yes that stands elsewhere than it was promised',
      'I1',
      sound({
        attempts: new Map([
          ['id-1', yes(2)],
          ['id-2', yes(2)],
        ]),
      }),
    ],
    [
      'a yes before the cut that is gone',
      'I1',
      sound({
        attempts: new Map([
          ['id-1', yes(1)],
          ['id-2', yes(2)],
          ['id-9', yes(9, { yesBeforeCut: true })],
        ]),
      }),
      { cut: true },
    ],
    ['an event that nobody sent', 'I2', sound({ attempts: new Map([['id-1', yes(1)]]) })],
    [
      'an event that was refused',
      'I6',
      sound({
        attempts: new Map([
          ['id-1', yes(1)],
          ['id-2', yes(2, { yes: [], no: 1 })],
        ]),
      }),
    ],
    ['an effect too few', 'I4', sound({ consumers: [listener({ effects: [effect(1)] })] })],
    [
      'an effect twice',
      'I4',
      sound({ consumers: [listener({ effects: [effect(1), effect(2), { ...effect(2), streamversion: 3 }] })] }),
    ],
    ['effects out of order', 'I5', sound({ consumers: [listener({ effects: [effect(2), effect(1)] })] })],
    [
      'an effect of no event',
      'I11',
      sound({ consumers: [listener({ effects: [effect(1), effect(2), { ...effect(7), subject: 'pr/2' }] })] }),
    ],
    ['an event without an answer', 'I4', sound({ consumers: [listener({ answers: true })] })],
    ['a row left in the outbox', 'I8', sound({ consumers: [listener({ outbox: 1 })] })],
    ['an event parked without reason', 'I8', sound({ consumers: [listener({ parked: ['id-1'] })] })],
    ['a message that the stream lacks', 'I9', sound({ stream: new Map([[1, { id: 'id-1', body: '{"id":"id-1"}' }]]) })],
    ['an act done twice', 'I10', acted('passed', 2)],
    ['an act that is said to be done and was not', 'I10', acted('passed', 0)],
    ['a line that the segments lack', 'IS', sound({ segments: { lines: 1, bodies: ['{"id":"id-1","position":1'] } })],
    ['segments that cannot be read', 'IS', sound({ segments: { problem: 'a hash is wrong' } })],
  ])('sees %s', (_what, id, evidence, circumstances) => {
    expect(broken(evidence, circumstances)).toEqual([id])
  })

  it('sees a gap in the positions and in the versions', () => {
    expect(broken(sound({ log: [row(1), row(2, { streamversion: 3 })] }))).toContain('I3')
    expect(broken(sound({ log: [row(1), row(3, { id: 'id-2' })] }))).toContain('I3')
  })

  it('lets what stayed unknown be there or not, and poison be parked', () => {
    const attempts = new Map([
      ['id-1', yes(1)],
      ['id-2', yes(2, { yes: [], unknown: 1 })],
      ['id-9', yes(9, { yes: [], unknown: 2 })],
    ])
    const parked = listener({ effects: [effect(1)], parked: ['id-2'] })

    expect(broken(sound({ attempts, consumers: [parked] }), { poison: new Set(['id-2']) })).toEqual([])
  })
})
