import { describe, expect, it } from '@jest/globals'
import { ViewBuffer } from './view-buffer.js'
import type { Changes, MomentRow } from './view-rows.js'

const moment: MomentRow = {
  position: 1,
  id: 'id',
  type: 'incident.detected.v1',
  subject: 'incident/1',
  time: '2026-03-01T12:00:00.000Z',
  line: '',
  parts: {},
  notable: true,
  correlationid: 'c',
}
const begins = (at: string): Changes => ({
  incident: {
    subject: 'incident/1',
    event: at,
    title: 't',
    severity: 'error',
    detected_at: `2026-03-01T${at}:00.000Z`,
  },
})
const ends = (at: string): Changes => ({
  resolved: { subject: 'incident/1', event: at, repository: 'acme/shop', at: `2026-03-01T${at}:00.000Z` },
})
const taken = (...said: readonly Changes[]): ViewBuffer => {
  const buffer = new ViewBuffer()
  for (const says of said) buffer.add(moment, says)
  return buffer
}

describe('ViewBuffer', () => {
  it('keeps the end of an incident that was heard before its beginning', () => {
    expect([...taken(ends('13:00'), begins('12:00')).resolved.keys()]).toEqual(['incident/1'])
  })

  it('drops an end that a later beginning follows, but not what it said of the repository', () => {
    const buffer = taken(begins('12:00'), ends('13:00'), begins('14:00'))

    expect([...buffer.resolved.keys()]).toEqual([])
    expect(buffer.incidents.get('incident/1')).toMatchObject({ event: '14:00', repository: 'acme/shop' })
  })
})
