import { describe, expect, it } from '@jest/globals'
import type { Change } from '../past/change.js'
import { findIncidents, leastLevelOf } from '../reasons/facts-of-incidents.js'
import { newJudgement } from '../judgement.js'
import { rememberChange } from '../past/remember-change.js'
import { learnIncident } from './learn-incident.js'
import { repositoryOf } from './read-incident.js'

const change = (path: string): Change => ({
  id: 'pr/acme/shop/1',
  sha: '',
  event: 'e',
  author: 'ada',
  authoredAt: 0,
  committedAt: 0,
  title: '',
  body: '',
  added: 1,
  deleted: 0,
  fileCount: 1,
  files: [{ path, status: 'modified', added: 1, deleted: 0, hunks: [] }],
  fixes: [],
  reverts: [],
})

const news = (incident: string, event: string, files: string[]) => ({ incident, event, time: 0, files })

describe('learnIncident', () => {
  it('counts an incident once for a file, however often it is told of', () => {
    const judgement = newJudgement()
    for (const event of ['e1', 'e2']) learnIncident(judgement, news('incident/1', event, ['a.ts']))
    learnIncident(judgement, news('incident/2', 'e3', ['a.ts', 'b.ts']))

    expect(findIncidents(judgement, change('a.ts'))).toMatchObject([
      { text: 'a.ts was involved in 2 incidents', events: ['e1', 'e3'] },
    ])
    expect(findIncidents(judgement, change('b.ts'))).toMatchObject([{ text: 'b.ts was involved in 1 incident' }])
    expect(findIncidents(judgement, change('c.ts'))).toEqual([])
  })

  it('names the change that a person found to be the cause, also where that was told after the report', () => {
    const judgement = newJudgement()
    learnIncident(judgement, news('incident/1', 'e1', ['a.ts']))
    learnIncident(judgement, { ...news('incident/1', 'e2', []), cause: 'pr/acme/shop/42' })

    expect(findIncidents(judgement, change('a.ts'))).toMatchObject([
      { text: 'a.ts was involved in 1 incident, caused by pr/acme/shop/42', events: ['e1', 'e2'] },
    ])
  })

  it('marks nothing bad where the cause is not known', () => {
    const cause = 'change/acme/shop/abc'

    expect(learnIncident(newJudgement(), { ...news('incident/1', 'e1', []), cause })).toEqual([])
  })
})

describe('leastLevelOf', () => {
  const broken = (times: number) => {
    const judgement = newJudgement()
    for (let n = 0; n < times; n++) learnIncident(judgement, news(`incident/${n}`, `e${n}`, ['a.ts']))
    return judgement
  }
  const changed = (times: number, judgement: ReturnType<typeof broken>) => {
    for (let n = 0; n < times; n++)
      rememberChange(judgement.past, { ...change('a.ts'), id: `change/acme/shop/${n}` }, n * 86_400)
    return judgement
  }

  it('is high from the third incident of a file on, medium from the first, and nothing for other files', () => {
    expect([0, 1, 2, 3].map((times) => leastLevelOf(broken(times), change('a.ts')))).toEqual([
      'low',
      'medium',
      'medium',
      'high',
    ])
    expect(leastLevelOf(broken(3), change('b.ts'))).toBe('low')
  })

  it('wears off where a file is changed more than ten times for each of its incidents', () => {
    expect(leastLevelOf(changed(30, broken(3)), change('a.ts'))).toBe('high')
    expect(leastLevelOf(changed(31, broken(3)), change('a.ts'))).toBe('low')
  })
})

describe('repositoryOf', () => {
  it.each([
    ['change/acme/shop/abc', 'acme/shop'],
    ['pr/acme/shop/12', 'acme/shop'],
    ['branch/acme/shop/fix/login', undefined],
    [undefined, undefined],
  ])('reads the repository of %s as %s', (subject, repository) => {
    expect(repositoryOf(subject)).toBe(repository)
  })
})
