import { describe, expect, it } from '@jest/globals'
import { check, type Circumstances } from './check.js'
import { eventsTaken, faultsLanded, restsInTime } from './conduct.js'
import { archivedBody, type Attempted, type ConsumerEvidence, type Evidence, type LogRow } from './evidence.js'

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

/** Evidence in which one thing is wrong, and the invariant that must say so. */
interface Planted {
  readonly what: string
  readonly id: string
  readonly evidence: Evidence
  readonly circumstances?: Circumstances
}

const attempted = (changes: Record<string, Attempted>): Evidence =>
  sound({ attempts: new Map(Object.entries({ 'id-1': yes(1), 'id-2': yes(2), ...changes })) })

describe('the checker', () => {
  it('finds nothing where all is well', () => {
    expect(broken(sound())).toEqual([])
    expect(broken(acted('passed', 1))).toEqual([])
    expect(broken(acted('unknown', 0))).toEqual([])
  })

  // NOTE: objects, since jest hands a callback `done` to a test that names more parameters than its row has.
  it.each<Planted>([
    { what: 'a yes that is not in the log', id: 'I1', evidence: attempted({ 'id-9': yes(9) }) },
    { what: 'a yes that stands elsewhere than it was promised', id: 'I1', evidence: attempted({ 'id-1': yes(2) }) },
    {
      what: 'a yes before the cut that is gone',
      id: 'I1',
      evidence: attempted({ 'id-9': yes(9, { yesBeforeCut: true }) }),
      circumstances: { cut: true },
    },
    { what: 'an event that nobody sent', id: 'I2', evidence: sound({ attempts: new Map([['id-1', yes(1)]]) }) },
    { what: 'an event that was refused', id: 'I6', evidence: attempted({ 'id-2': yes(2, { yes: [], no: 1 }) }) },
    { what: 'an effect too few', id: 'I4', evidence: sound({ consumers: [listener({ effects: [effect(1)] })] }) },
    {
      what: 'an effect twice',
      id: 'I4',
      evidence: sound({
        consumers: [listener({ effects: [effect(1), effect(2), { ...effect(2), streamversion: 3 }] })],
      }),
    },
    {
      what: 'effects out of order',
      id: 'I5',
      evidence: sound({ consumers: [listener({ effects: [effect(2), effect(1)] })] }),
    },
    {
      what: 'an effect of no event',
      id: 'I11',
      evidence: sound({
        consumers: [listener({ effects: [effect(1), effect(2), { ...effect(7), subject: 'pr/2' }] })],
      }),
    },
    {
      what: 'an event without an answer',
      id: 'I4',
      evidence: sound({ consumers: [listener({ answers: true })] }),
    },
    { what: 'a row left in the outbox', id: 'I8', evidence: sound({ consumers: [listener({ outbox: 1 })] }) },
    { what: 'an act left open', id: 'I8', evidence: sound({ consumers: [listener({ openActs: 1 })] }) },
    {
      what: 'an event parked without reason',
      id: 'I8',
      evidence: sound({ consumers: [listener({ parked: ['id-1'] })] }),
    },
    {
      what: 'a message that the stream lacks',
      id: 'I9',
      evidence: sound({ stream: new Map([[1, { id: 'id-1', body: '{"id":"id-1"}' }]]) }),
    },
    { what: 'a stream that goes on behind the log', id: 'I9', evidence: sound({ streamLast: 3 }) },
    { what: 'an act done twice', id: 'I10', evidence: acted('passed', 2) },
    { what: 'an act that is said to be done and was not', id: 'I10', evidence: acted('passed', 0) },
    { what: 'an intent without a result', id: 'I10', evidence: sound({ log: [row(1), row(2), intent] }) },
    {
      what: 'a line that the segments lack',
      id: 'IS',
      evidence: sound({ segments: { lines: 1, bodies: ['{"id":"id-1","position":1'] } }),
    },
    {
      what: 'segments that cannot be read',
      id: 'IS',
      evidence: sound({ segments: { problem: 'a hash is wrong' } }),
    },
  ])('sees $what', ({ id, evidence, circumstances }) => {
    expect(broken(evidence, circumstances)).toEqual([id])
  })

  it('sees a gap in the positions and in the versions', () => {
    expect(broken(sound({ log: [row(1), row(2, { streamversion: 3 })] }))).toContain('I3')
    expect(broken(sound({ log: [row(1), row(3, { id: 'id-2' })] }))).toContain('I3')
  })

  it('takes the body of an archived event from its line, and from no other', () => {
    const line = (id: string) => `{"id":"${id}","position":2,"streamversion":5,"recorded":"x"`
    const segments = { lines: 2, bodies: ['{"id":"id-1","position":1,"streamversion":1', line('id-2')] }
    const archived = row(2, { streamversion: 5 })

    expect(archivedBody(archived, segments)).toBe('{"id":"id-2"}')
    expect(archivedBody(archived, { lines: 2, bodies: [line('id-1'), line('id-1')] })).toBe('')
    expect(archivedBody({ ...archived, streamversion: 4 }, segments)).toBe('')
    expect(archivedBody(archived, { problem: 'a hash is wrong' })).toBe('')
    const gone = [row(1), row(2, { body: '' })]
    expect(broken(sound({ log: gone, stream: sound().stream, segments }))).toContain('I9')
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

  it('holds a released event to one effect, but not to its order', () => {
    const evidence = sound({ consumers: [listener({ effects: [effect(2), effect(1)] })] })

    expect(broken(evidence, { released: new Set(['id-1']) })).toEqual([])
  })
})

describe('the checker of the campaign itself', () => {
  const rested = { rested: true, seconds: 3, waitsFor: '' }
  const quiet = { load: 1, cores: 2 }

  it('sees a mesh that never comes to rest, on a busy machine too', () => {
    const never = { rested: false, seconds: 240, waitsFor: 'an outbox' }

    expect(restsInTime(rested, quiet).ok).toBe(true)
    expect(restsInTime(never, quiet).ok).toBe(false)
    expect(restsInTime(never, { load: 20, cores: 2 }).ok).toBe(false)
  })

  it('sees one that comes to rest after 60 s, and excuses that only by a crowded machine', () => {
    const late = { ...rested, seconds: 61 }

    expect(restsInTime(late, quiet).ok).toBe(false)
    expect(restsInTime(late, { load: 20, cores: 2 })).toMatchObject({
      ok: true,
      detail: 'only after 61 s, load 20.0 on 2 cores',
    })
  })

  it('sees that no fault landed, and that nothing was taken in', () => {
    expect(faultsLanded(0).ok).toBe(false)
    expect(faultsLanded(1).ok).toBe(true)
    expect(eventsTaken(sound()).ok).toBe(false)
  })
})
