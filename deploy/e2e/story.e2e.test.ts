import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { playStory } from '../story/play-story.js'
import type { Claim, Told } from '../story/tale.js'

// The first start may have to build everything.
const LONG = 600_000

let folder: string
let story: Told
let variation: Told
const heard: string[] = []

// Without a sandbox no guard runs, and there is no story.
const suite = process.env['HEIMGEWEBE_TEST_WITHOUT_SANDBOX'] === '1' ? describe.skip : describe

const claim = ({ claims }: Told, part: string, name: string): Claim => {
  const found = claims.find((one) => one.part === part && one.name === name)
  if (!found) throw new Error(`${part} claims no ${name}`)
  return found
}
const typesOf = ({ chain }: Claim): string[] => chain.map(({ type }) => type)

suite('the story on a whole mesh', () => {
  /** Both on one mesh: what is learned in one repository must say nothing of the other. */
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heimgewebe-story-'))
    const plays = [
      { repository: 'acme/shop', incidents: 3, usedBy: ['api', 'worker'], scenarios: true },
      { repository: 'acme/store', incidents: 2, usedBy: ['web'], scenarios: false },
    ] as const
    const told = await playStory(plays, folder, (line) => void heard.push(line))
    story = told[0]!
    variation = told[1]!
  }, LONG)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  describe('the three-month story', () => {
    it('month 1: names #42 as the first suspect of Incident-7, and keeps the cause in the graph', () => {
      expect(claim(story, 'month-1', 'before').says).toContain('no past fact speaks of it')
      // Fourteen commits are there, and each is counted once.
      expect(claim(story, 'month-1', 'suspects').says).toMatch(/^first of 14 suspects .*, which is #42/)
      expect(claim(story, 'month-1', 'causes').says).toMatch(/^the graph: pr\/acme\/shop\/42 --causes--> incident\//)
    })

    it('month 2: judges #87 by what #42 did, guards it unasked, and finds the fault before the merge', () => {
      const risk = claim(story, 'month-2', 'risk')
      expect(risk.says).toMatch(/^medium risk .*raised by incidents/)
      expect(risk.says).toContain('src/auth/login.sh was involved in 1 incident, caused by pr/acme/shop/42')
      expect(risk.evidence).toContain(claim(story, 'month-1', 'causes').event.id)
      const found = claim(story, 'month-2', 'guard-finished')
      expect(typesOf(found)).toEqual([
        'pr.opened.v1',
        'risk.assessed.v1',
        'decision.made.v1',
        'guard.requested.v1',
        'guard.started.v1',
        'guard.finished.v1',
      ])
      expect(found.says).toMatch(/failed: .*a token of 3600 s is accepted \(before the merge\)$/)
    })

    it('month 3: makes a pattern of three cases, and rules that a person approved treat the next change differently', () => {
      const pattern = claim(story, 'month-3', 'pattern')
      expect(pattern.says).toMatch(/^3 cases: /)
      expect(pattern.evidence).toContain(claim(story, 'month-2', 'guard-finished').event.id)
      for (const kind of ['policy', 'runbook', 'template']) {
        const types = typesOf(claim(story, 'month-3', `${kind}-enacted`))
        const steps = ['guard.finished.v1', 'rule.proposed.v1', 'approval.requested.v1', 'approval.given.v1']
        expect(types.filter((type) => steps.includes(type))).toEqual(steps)
        expect(types.includes('action.finished.v1')).toBe(kind !== 'policy')
      }
      const next = claim(story, 'month-3', 'next-change')
      expect(next.says).toContain('#130: request-guard, since policy Auth-Changes-Policy')
      expect(next.evidence).toContain(claim(story, 'month-3', 'policy-enacted').event.id)
    })
  })

  describe('the scenarios', () => {
    it('count the incidents of a file, name what is affected, and find the fault before a review', () => {
      expect(claim(story, 'scenario-1', 'incidents').says).toMatch(/^high risk .* was involved in 3 incidents/)
      expect(claim(story, 'scenario-1', 'affected').says).toBe('affected: auth, api, worker')
      expect(claim(story, 'scenario-1', 'guard-finished').says).toContain('failed')
      expect(claim(story, 'scenario-1', 'warned').says).toMatch(/^heimgeist: warn, .*; reviews so far: 0$/)
    })

    it('say at the git host what was found, where nothing stood before the mesh had heard of the change', () => {
      const said = claim(story, 'scenario-1', 'said-at-host')
      expect(said.says).toMatch(/heimgewebe\/auth-tests: failure; .*3 incidents.*guard auth-tests failed/)
      expect(typesOf(said)).toEqual(expect.arrayContaining(['pr.opened.v1', 'action.requested.v1']))
      expect(heard).toContainEqual(
        expect.stringMatching(/Ada opens #201 .*; before the mesh hears of it nothing stands/),
      )
    })

    it('follow an epic of twenty changes, and warn the open ones of what five had trouble with, before CI runs', () => {
      expect(claim(story, 'scenario-2', 'tracking').says).toMatch(/^tracking 20 PRs, 12 merged, 8 open, 5 failed/)
      const cluster = claim(story, 'scenario-2', 'cluster')
      expect(cluster.says).toBe('5 of 5 tried changes had trouble: file src/worker/jobs.txt')
      expect(cluster.evidence).toHaveLength(5)
      const five = ['#220', '#221', '#222', '#223', '#224']
      expect(claim(story, 'scenario-2', 'alike').says.match(/#\d+/g)!.toSorted()).toEqual(five)
      const warned = claim(story, 'scenario-2', 'warned')
      expect(warned.says).toMatch(
        /^#240, #241, #242, #243, #244, #245, #246, #247: 5 of 5 changes of epic queue-migration/,
      )
      expect(typesOf(warned)).toEqual(expect.arrayContaining(['pr.opened.v1', 'decision.made.v1', 'epic.warned.v1']))
    })

    it('make a rule of raw SQL that was mended three times, and fail the next change that brings it back', () => {
      expect(claim(story, 'scenario-3', 'causes').says).toContain('--causes--> incident/desk-leak')
      expect(claim(story, 'scenario-3', 'pattern').says).toContain('db.query')
      expect(claim(story, 'scenario-3', 'found-again').says).toMatch(/; exactly those of 203$/)
      expect(claim(story, 'scenario-3', 'rule-proposed').says).toMatch(
        /fires on 3 known bad changes, is silent on 200 good ones, false alarms: 0$/,
      )
      expect(claim(story, 'scenario-3', 'rule-committed').says).toMatch(
        /^the rule is in force and stands in \.github\/\S+ of \S+$/,
      )
      expect(claim(story, 'scenario-3', 'checked-find-again').says).toMatch(/^find-again: failed: learned rule/)
      expect(claim(story, 'scenario-3', 'checked-find-bound').says).toMatch(/^find-bound: passed/)
    })

    it('name the change of the service that broke first and how its test coverage fell, and how soon the cause was known', () => {
      expect(claim(story, 'scenario-4', 'root-cause').says).toMatch(/^suspect #187 /)
      expect(claim(story, 'scenario-4', 'analysis').says).toBe(
        'test coverage fell from 81 to 74 %, by 7 points, with #187 (tests)',
      )
      expect(claim(story, 'scenario-4', 'room').says).toContain('before it, the nearest first: #214, #187, #213;')
      expect(claim(story, 'scenario-4', 'time-to-cause').says).toBe('the room: the cause was known after 240 s')
      expect(story.notBuilt).toEqual([])
    })
  })

  describe('with other inputs the same mesh concludes otherwise', () => {
    it('two cases are no pattern, no rule is proposed, and the next change is left alone', () => {
      expect(claim(variation, 'month-3', 'pattern').says).toBe('2 cases: none claimed')
      expect(claim(variation, 'month-3', 'next-change').says).toBe('#130: left alone, no policy is in force')
    })

    it('another used_by in .heimgewebe.yaml has other areas affected', () => {
      expect(claim(story, 'month-2', 'guard-requested').says).toContain('auth, api, worker')
      expect(claim(variation, 'month-2', 'guard-requested').says).toContain('guard of auth, web for #87')
    })
  })
})
