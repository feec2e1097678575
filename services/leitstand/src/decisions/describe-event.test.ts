import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { type EventType, type MeshEvent, eventTypes } from '@heimgewebe/contracts'
import { describeEvent } from './describe-event.js'
import { partsOf } from './gather-parts.js'

const example = (type: EventType): MeshEvent =>
  ({ type, data: JSON.parse(readFileSync(`contracts/${type}/valid-1.json`, 'utf8')) as unknown }) as MeshEvent

const say = (type: EventType): string => describeEvent(type, partsOf(example(type)))

describe('describeEvent', () => {
  it.each(eventTypes)('has one sentence without a gap for %s', (type) => {
    const line = say(type)

    expect(line).not.toBe('')
    expect(line).not.toMatch(/[{}[\]]|undefined|NaN/)
  })

  it('says a judgement in words', () => {
    expect(say('risk.assessed.v1')).toBe('high risk, percentile 96: Refresh tokens')
  })

  it('says that there is no signal, whatever the level', () => {
    const line = describeEvent('risk.assessed.v1', { title: 'x', percentile: 99, level: 'none', signal: 'none' })

    expect(line).toBe('no signal yet, percentile 99: x')
  })

  it('leaves out a group whose part is empty', () => {
    expect(describeEvent('release.published.v1', { tag: 'v1', title: '' })).toBe('v1')
  })

  it('does not fill a place that a text from outside brings along', () => {
    const line = describeEvent('comment.created.v1', { author: '{text}', text: '{author} [x]' })

    expect(line).toBe('{text}: {author} [x]')
  })

  it('keeps underscores of texts, and reads those of names', () => {
    const parts = { guard: 'my_guard', verdict: 'timed_out', reason: 'see out_of_time.ts' }

    expect(describeEvent('guard.finished.v1', parts)).toBe('my_guard timed out: see out_of_time.ts')
  })
})
