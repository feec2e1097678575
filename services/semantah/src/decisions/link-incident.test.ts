import { describe, expect, it } from '@jest/globals'
import type { EventData, MeshEvent } from '@heimgewebe/contracts'
import { a, ada, b, event, nodes, repository, sentences } from '../../test/given-events.js'
import { linkIncident, linkResolution } from './link-incident.js'
import { linkOutcome } from './link-outcome.js'
import { linkAreas, linkIssue, linkIssueClosure, linkRelease, linkRepository } from './link-repository.js'
import { linkCi, linkGuard } from './link-run.js'

describe('linkIncident', () => {
  const detected = (more: Partial<EventData['incident.detected.v1']> = {}): MeshEvent<'incident.detected.v1'> =>
    event('incident.detected.v1', 'incident/7', {
      repository,
      title: 'Login down',
      severity: 'critical',
      detected_at: '2026-03-01T10:00:00Z',
      ...more,
    })

  it('links the files and the service that it hits, and the cause that somebody named', () => {
    const links = linkIncident(detected({ files: ['a.ts'], service: 'auth', caused_by: `pr/${repository}/42` }))
    expect(sentences(links)).toEqual([
      `incident/7 affects file/${repository}/a.ts (0.9)`,
      `incident/7 affects area/${repository}/auth (0.9)`,
      `pr/${repository}/42 causes incident/7`,
    ])
    expect(nodes(links)[0]).toBe('incident incident/7 critical')
  })

  it('links no files where the repository is not known', () => {
    const { repository: _, ...data } = detected({ files: ['a.ts'] }).data
    expect(sentences(linkIncident({ ...detected(), data }))).toEqual([])
  })

  it('learns cause and fix when it is over', () => {
    const resolved = event('incident.resolved.v1', 'incident/7', {
      repository,
      caused_by: `pr/${repository}/42`,
      fixed_by: `change/${repository}/${b}`,
      resolved_at: '2026-03-01T10:00:00Z',
    })
    expect(sentences(linkResolution(resolved))).toEqual([
      `pr/${repository}/42 causes incident/7`,
      `change/${repository}/${b} fixes incident/7`,
    ])
    expect(nodes(linkResolution(resolved))[0]).toBe('incident incident/7 resolved')
  })
})

describe('linkOutcome', () => {
  const outcome = (kind: EventData['outcome.recorded.v1']['kind'], by?: string): string[] =>
    sentences(
      linkOutcome(
        event('outcome.recorded.v1', `pr/${repository}/42`, {
          repository,
          change: `pr/${repository}/42`,
          kind,
          events: ['00000000-0000-7000-8000-000000000002'],
          ...(by === undefined ? {} : { by }),
        }),
      ),
    )

  it('reads each kind in its direction, less sure than what is stated', () => {
    expect(outcome('incident', 'incident/7')).toEqual([`pr/${repository}/42 causes incident/7 (0.8)`])
    expect(outcome('reverted', `change/${repository}/${b}`)).toEqual([
      `change/${repository}/${b} reverts pr/${repository}/42 (0.8)`,
    ])
  })

  it('links nothing where no witness is named, or one of an unknown kind', () => {
    expect(outcome('fixed')).toEqual([])
    expect(outcome('fixed', 'weather/rain')).toEqual([])
  })
})

describe('what runs', () => {
  it('gives one node for each pipeline of a commit', () => {
    const run = event('ci.result.v1', `ci/${repository}/${a}`, {
      repository,
      sha: a,
      number: 42,
      pipeline: 'unit',
      outcome: 'failure',
      finished_at: '2026-03-01T10:00:00Z',
    })
    expect(sentences(linkCi(run))).toEqual([
      `change/${repository}/${a} tested_by ci/${repository}/${a}/unit`,
      `pr/${repository}/42 tested_by ci/${repository}/${a}/unit`,
    ])
    expect(nodes(linkCi(run))[0]).toBe(`ci ci/${repository}/${a}/unit failure`)
  })

  it('gives a node to each phase that failed, and none to those that did not', () => {
    const links = linkCi(
      event('ci.result.v1', `ci/${repository}/${a}`, {
        ...{ repository, sha: a, pipeline: 'build', outcome: 'failure', finished_at: '2026-03-01T10:00:00Z' },
        phases: [
          { name: 'compile', outcome: 'success', duration_seconds: 3 },
          { name: 'test', outcome: 'failure' },
        ],
      }),
    )
    expect(nodes(links)).toContain(`check check/${repository}/${a}/build/test failure`)
    expect(sentences(links)).toContain(`check/${repository}/${a}/build/test part_of ci/${repository}/${a}/build`)
    expect(nodes(links).filter((node) => node.startsWith('check'))).toHaveLength(1)
  })

  it('shows a guard as running, then with its verdict, on the same node', () => {
    const request = '00000000-0000-7000-8000-000000000003'
    const common = { repository, change: `pr/${repository}/42`, request, guard: 'tests', area: 'auth' }
    const started = event('guard.started.v1', `guard/${request}`, { ...common, kind: 'guard' })
    const finished = event('guard.finished.v1', `guard/${request}`, {
      ...common,
      verdict: 'failed',
      reason: 'exit code 1',
      duration_seconds: 1,
      protection: [],
    })
    expect(nodes(linkGuard(started))[0]).toBe(`guard guard/${request}/tests running`)
    expect(nodes(linkGuard(finished))[0]).toBe(`guard guard/${request}/tests failed`)
    expect(sentences(linkGuard(finished))).toEqual([
      `pr/${repository}/42 guarded_by guard/${request}/tests`,
      `guard/${request}/tests affects area/${repository}/auth`,
    ])
  })
})

describe('a repository', () => {
  it('is a node, and holds areas that use each other, releases and issues', () => {
    const registered = event('repository.registered.v1', `repository/${repository}`, {
      repository,
      location: '/somewhere',
      default_branch: 'main',
      shallow: false,
    })
    expect(nodes(linkRepository(registered))).toEqual([`repository repository/${repository}`])
    const configured = event('configuration.recorded.v1', `repository/${repository}`, {
      repository,
      sha: a,
      areas: [{ name: 'auth', paths: ['src/auth/**'], used_by: ['api'], critical: true }],
      guards: [],
      problems: [],
    })
    expect(sentences(linkAreas(configured))).toEqual([
      `area/${repository}/auth in_repository repository/${repository}`,
      `area/${repository}/auth used_by area/${repository}/api`,
    ])
    const release = event('release.published.v1', `release/${repository}/v1`, {
      repository,
      tag: 'v1',
      sha: a,
      published_at: '2026-03-01T10:00:00Z',
    })
    expect(sentences(linkRelease(release))).toContain(`change/${repository}/${a} released_in release/${repository}/v1`)
    const subject = `issue/${repository}/7`
    const opened = event('issue.opened.v1', subject, {
      repository,
      number: 7,
      title: 'Lost',
      body: 'like #6',
      author: ada,
      opened_at: '2026-03-01T10:00:00Z',
    })
    expect(sentences(linkIssue(opened))).toEqual([
      `person/ada@example.org authored ${subject}`,
      `${subject} mentions issue/${repository}/6 (0.8)`,
    ])
    const closed = event('issue.closed.v1', subject, { repository, number: 7, closed_at: '2026-03-01T10:00:00Z' })
    expect(nodes(linkIssueClosure(closed))).toEqual([`issue ${subject} closed`])
  })
})
