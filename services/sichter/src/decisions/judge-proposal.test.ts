import { describe, expect, it } from '@jest/globals'
import { complete, draft, type EventData, type MeshEvent } from '@heimgewebe/contracts'
import { judgeProposal } from './judge-proposal.js'
import { newJudgement } from './judgement.js'
import { learnIncident } from './suspects/learn-incident.js'

const proposal = (overrides: Partial<EventData['pr.opened.v1']>): MeshEvent<'pr.opened.v1'> => {
  const data = {
    repository: 'acme/shop',
    number: 42,
    branch: 'b',
    base_branch: 'main',
    head: 'a'.repeat(40),
    title: 'refresh tokens',
    author: { name: 'Ada' },
    added: 12,
    deleted: 3,
    files_known: true,
    files: [{ path: 'src/auth/login.ts', status: 'modified' as const, added: 12, deleted: 3 }],
    ...overrides,
  }
  const opened = draft('pr.opened.v1', { subject: 'pr/acme/shop/42', data, time: '2026-03-01T10:00:00Z' })
  return { ...complete(opened, 'urn:test', new Date(0)), position: 1, streamversion: 1 }
}

describe('judgeProposal', () => {
  it('judges by size alone, without reasons, where the files are not known', () => {
    const { data } = judgeProposal(newJudgement(), proposal({ files_known: false, files: [] }))

    expect(data).toMatchObject({
      change: 'pr/acme/shop/42',
      signal: 'none',
      reasons: [],
      probability: null,
      open: true,
    })
    expect(data.percentile).toBe(data.baseline.percentile)
  })

  it('names the areas of the files where they are known', () => {
    expect(judgeProposal(newJudgement(), proposal({})).data.areas).toEqual(['src/auth'])
  })
  it.each([
    [1, 'medium'],
    [3, 'high'],
  ])('raises the level of a change of a file with %i incidents above its rank, and says so', (incidents, level) => {
    const judgement = newJudgement()
    for (let n = 0; n < incidents; n++)
      learnIncident(judgement, { incident: `incident/${n}`, event: `e${n}`, time: 0, files: ['src/auth/login.ts'] })
    // In the middle, since nothing else was judged here so far.
    const { data } = judgeProposal(judgement, proposal({}))

    expect(data).toMatchObject({ percentile: 50, level, raised_by: 'incidents' })
    expect(judgeProposal(judgement, proposal({ files_known: false })).data).not.toHaveProperty('raised_by')
  })
})
