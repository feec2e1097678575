import { describe, expect, it } from '@jest/globals'
import type { EventData } from '@heimgewebe/contracts'
import { a, event, nodes, repository, sentences } from '../../test/given-events.js'
import { linkAgentRun, linkEnactment, linkPattern, linkProposal, linkRetirement } from './link-lesson.js'

const ID = '00000000-0000-7000-8000-000000000002'
const rule = `rule/${repository}/auth-book`

const pattern = (more: Partial<EventData['pattern.learned.v1']> = {}) =>
  event('pattern.learned.v1', `pattern/${repository}/raw-sql`, {
    ...{ repository, pattern: 'raw-sql', name: 'raw SQL', kind: 'bad', version: 1, state: 'learned' },
    ...{ statement: 'Three changes failed.', support: 3, counter_cases: 0, confidence: 0.6 },
    cases: [
      { subject: `change/${repository}/${a}`, events: [ID] },
      { subject: `ci/${repository}/${a}`, events: [ID] },
      { subject: 'incident/7', events: [ID] },
      { subject: 'something/else', events: [ID] },
    ],
    ...more,
  })

describe('what was learned', () => {
  it('links a pattern to what it was seen in, a run by its commit, as sure as it holds', () => {
    const links = linkPattern(pattern({ areas: ['auth'] }))
    expect(nodes(links)[0]).toBe(`pattern pattern/${repository}/raw-sql learned`)
    expect(sentences(links)).toEqual([
      `pattern/${repository}/raw-sql shown_by change/${repository}/${a} (0.6)`,
      `pattern/${repository}/raw-sql shown_by change/${repository}/${a} (0.6)`,
      `pattern/${repository}/raw-sql shown_by incident/7 (0.6)`,
      `pattern/${repository}/raw-sql meant_for area/${repository}/auth`,
    ])
    expect(links.replaces).toEqual([{ from: `pattern/${repository}/raw-sql`, type: 'meant_for' }])
  })

  it('follows a runbook from its pattern and proposal into force and out of it', () => {
    const proposal = {
      ...({ repository, rule: 'auth-book', kind: 'runbook', name: 'Auth-Changes-Runbook', version: 1 } as const),
      ...{ rationale: 'why', content: 'text', content_sha256: '0'.repeat(64), events: [ID], areas: ['auth'] },
      proof: { fires_on: [], misses: 0, silent_on: 0, false_alarms: 0 },
    }
    const proposed = linkProposal(event('rule.proposed.v1', rule, { ...proposal, pattern: 'raw-sql' }))
    expect(nodes(proposed)[0]).toBe(`runbook ${rule} proposed`)
    expect(sentences(proposed)).toEqual([
      `${rule} drawn_from pattern/${repository}/raw-sql`,
      `${rule} meant_for area/${repository}/auth`,
    ])
    expect(nodes(linkProposal(event('rule.proposed.v1', rule, { ...proposal, supersedes: 1 })))[0]).toContain(
      'changing',
    )

    const of = { repository, rule: 'auth-book', version: 1 }
    const enacted = { ...of, kind: 'runbook', content_sha256: '0'.repeat(64), proposal: ID, by: 'person/ada' } as const
    expect(nodes(linkEnactment(event('rule.enacted.v1', rule, enacted)))).toEqual([`runbook ${rule} in force`])
    expect(linkEnactment(event('rule.enacted.v1', rule, enacted)).replaces).toEqual([])
    const retired = linkRetirement(
      event('rule.retired.v1', rule, { ...of, kind: 'policy', reason: 'why', events: [ID] }),
    )
    expect(nodes(retired)).toEqual([`rule ${rule} retired`])
    expect(retired.replaces).toEqual([{ from: rule, type: 'meant_for' }])
  })

  it('links the run of an agent to the change that it looked at', () => {
    const report = { agent: 'security-scanner', trigger: ID, outcome: 'failed' as const, findings: 2, events: [ID] }
    const links = linkAgentRun(
      event('agent.reported.v1', 'agent/security-scanner', {
        ...report,
        repository,
        summary: 'two',
        change: `pr/${repository}/42`,
      }),
    )
    expect(nodes(links)[0]).toBe('agent_run agent_run/00000000-0000-7000-8000-000000000001 failed')
    expect(sentences(links)).toEqual([
      `pr/${repository}/42 looked_at_by agent_run/00000000-0000-7000-8000-000000000001`,
    ])
    expect(sentences(linkAgentRun(event('agent.reported.v1', 'agent/x', { ...report, summary: 'none' })))).toEqual([])
  })
})
