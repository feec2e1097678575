import { describe, expect, it } from '@jest/globals'
import type { MeshEvent } from '@heimgewebe/contracts'
import type { Voices } from '../lessons/voices.js'
import { proposeLint } from './propose-lint.js'

const ID = '019ca8f0-0000-7000-8000-000000000001'
const mined = {
  id: ID,
  type: 'mining.finished.v1',
  subject: 'mining/acme/shop',
  data: {
    repository: 'acme/shop',
    request: ID,
    verdict: 'done',
    reason: 'one rule',
    rules: [
      {
        rule: 'no-db-query-1',
        language: 'TypeScript',
        construct: 'db.query($A)',
        content: 'id: no-db-query-1',
        fires_on: [1, 2, 3].map((n) => `pr/acme/shop/${n}`),
        misses: 0,
        silent_on: 200,
        false_alarms: 0,
      },
    ],
  },
} as unknown as MeshEvent<'mining.finished.v1'>
const proposed = (...said: ('good' | 'bad')[]) => {
  const voices: Voices = { said: said.map((verdict, n) => ({ by: `${n}`, verdict, event: ID })), versions: said.length }
  const known = { rules: new Map(), cases: new Map(), habits: {}, lintFolder: '.heimgewebe/rules' }
  const { drafts } = proposeLint(mined, { ...known, voices: new Map([['construct-no-db-query-1', voices]]) })
  return drafts.map(({ type, data }) => `${type} ${(data as { state?: string }).state ?? ''}`.trim())
}

describe('proposeLint', () => {
  it('offers no rule of a construct that more people call bad than good', () => {
    expect(proposed('good')).toEqual(['pattern.learned.v1 learned', 'rule.proposed.v1'])
    expect(proposed('bad')).toEqual(['pattern.learned.v1 retired'])
    expect(proposed('bad', 'good')).toEqual(['pattern.learned.v1 learned', 'rule.proposed.v1'])
  })
})
