import { setTimeout as sleep } from 'node:timers/promises'
import { Attacker } from '../acting/attacker.js'
import { ActingMesh } from '../acting/mesh.js'
import { branchesOf, type Logged, readLog, trunkStands } from '../acting/oracle.js'
import { answerTo, People, proposal, type Proposal, type Question } from '../acting/people.js'
import { badAnswer, Swapper } from '../acting/swaps.js'
import { type Verdict, verdict } from '../checker/check.js'
import { git } from '../hand/repository.js'
import type { Random } from '../rig/random.js'
import type { Campaign } from './campaign.js'

/** Questions under way at the same time. */
const AT_ONCE = 8
/** Attacks on each question, about. */
const A_QUESTION = 48
/** Attacks for each kill among them. */
const A_KILL = 60

/** One question, and what a person said to it. */
interface Case {
  readonly wanted: Proposal
  readonly question: Question
  readonly fate: 'yes' | 'no' | 'nothing'
  /** Answer that counts. */
  readonly answer?: string
}

/**
 * P25: people say yes, no or nothing to what is shown, while others answer for other bytes, for other questions and as
 * services, replay and swap with the key of heimgeist itself, and processes are killed. What stands in the repository at the
 * end is what was said yes to, byte for byte and once.
 */
export const p25: Campaign = {
  id: 'P25',
  title: 'A yes is of these bytes: what was approved is done once, and nothing else, through kills',
  unit: 'swaps, replays and kills',
  chunk: 1000,
  short: 120,
  shortSeconds: 104,
  services: ['heimgeist', 'hauski'],
  async run({ n, random, bundles }) {
    const mesh = await ActingMesh.start(bundles)
    const attacker = new Attacker(mesh)
    const swapper = new Swapper(random.fork(), mesh, attacker)
    try {
      const people = new People(mesh, attacker)
      await people.begin()
      const faults: Record<string, number> = {}
      let landed = 0
      const count = (kind: string): void => {
        faults[kind] = (faults[kind] ?? 0) + 1
        landed++
        const killed = landed % A_KILL === 0 ? swapper.kill() : undefined
        if (killed !== undefined) count(killed)
      }
      const first = await people.propose(proposal('other', 1, 'id: other\n'))
      const cases: Case[] = []
      swapper.arm()
      const lane = async (own: Random): Promise<void> => {
        while (landed < n)
          cases.push(await attackOne(cases.length, own, { people, attacker, swapper, other: first, count }))
      }
      await Promise.all(Array.from({ length: AT_ONCE }, () => lane(random.fork())))
      faults['failpoint'] = swapper.struck
      swapper.disarm()
      await mesh.ready()
      await sleep(500)
      const rested = await mesh.rest()
      const log = await readLog(mesh)
      const verdicts = [
        asSaid(mesh, cases, log),
        nothingElse(mesh, cases),
        enactedOnlyBy(cases, log),
        verdict('I12 it comes to rest', 1, rested ? [] : [mesh.lastWords()]),
        attacksLanded(cases, faults, n),
      ]
      return {
        n: landed + swapper.struck,
        faults,
        counts: {
          questions: cases.length,
          yes: cases.filter(({ fate }) => fate === 'yes').length,
          no: cases.filter(({ fate }) => fate === 'no').length,
        },
        verdicts,
        sync: {},
        ...(verdicts.some(({ ok }) => !ok) && { logs: mesh.lastWords() }),
      }
    } finally {
      await attacker.close()
      await mesh.stop()
    }
  },
}

interface Tools {
  readonly people: People
  readonly attacker: Attacker
  readonly swapper: Swapper
  /** Another question, open all the time. */
  readonly other: Question
  readonly count: (kind: string) => void
}

/** Asks one question, attacks it before and after it is answered, and answers it. */
const attackOne = async (number: number, random: Random, tools: Tools): Promise<Case> => {
  const { people, attacker, swapper, other, count } = tools
  const rule = `case-${number}-${random.int(0, 1e9)}`
  const wanted = proposal(rule, 1, `id: ${rule}\nmessage: ${'x'.repeat(random.int(1, 200))}\n`)
  const question = await people.propose(wanted)
  const dice = random.next()
  const fate = dice < 0.6 ? 'yes' : dice < 0.85 ? 'no' : 'nothing'
  const answers: string[] = []
  const bad = async (): Promise<void> => {
    const { kind, event, by } = badAnswer(random, question, other)
    if (by === undefined) await people.say(event)
    else await attacker.append(by, [event])
    answers.push(event.id)
    count(kind)
  }
  for (let i = random.int(1, A_QUESTION / 2); i > 0; i--) await bad()
  if (fate === 'nothing') return { wanted, question, fate }

  const answer = answerTo(question, fate === 'yes' ? 'approve' : 'reject')
  await people.say(answer)
  answers.push(answer.id)
  const turned = answerTo(question, fate === 'yes' ? 'reject' : 'approve')
  await people.say(turned)
  answers.push(turned.id)
  count('another mind after the answer')
  await people.say(answer)
  const again = answerTo(question, fate === 'yes' ? 'approve' : 'reject')
  await people.say(again)
  answers.push(again.id)
  count('the answer once more, under another id')
  await bad()
  const model = await actOf(people, fate === 'yes' ? answer.id : undefined, wanted, question)
  for (let i = random.int(1, A_QUESTION / 2); i > 0; i--)
    count(await swapper.swap(random.int(1, 2 ** 31), model(question), answers))
  return { wanted, question, fate, answer: answer.id }
}

/** The order that follows from a yes; for a no the one that would have followed. */
const actOf = async (people: People, answer: string | undefined, wanted: Proposal, question: Question) => {
  if (answer !== undefined) {
    const closed = await people.await('approval.closed.v1', 'request', question.id)
    // Where another answer counted, that is for the checks to find.
    if (closed.data['answer'] === answer) {
      const act = await people.await('action.requested.v1', 'approval', answer)
      return (): Logged => act
    }
  }
  const decision = await people.await('decision.made.v1', 'about', wanted.event.id)
  return ({ contentSha256 }: Question): Logged => ({
    ...decision,
    data: {
      repository: 'acme/shop',
      act: 'add_rule',
      class: 'change',
      agent: 'heimlern',
      arguments: {
        files: [{ path: wanted.path, content: wanted.content }],
        branch: wanted.branch.slice('refs/heads/'.length),
        title: `Add Rule ${wanted.path}`,
        body: 'It led to an incident three times.',
      },
      content_sha256: contentSha256,
      decision: decision.id,
      level: 2,
    },
  })
}

/** Each yes stands in the repository: one commit on the trunk, with the bytes that were shown; or its act says that it cannot tell. */
const asSaid = (mesh: ActingMesh, cases: readonly Case[], log: ReadonlyMap<string, Logged>): Verdict => {
  const all = [...log.values()]
  const branches = branchesOf(mesh)
  const yes = cases.filter(({ fate }) => fate === 'yes')
  const broken = yes.flatMap(({ wanted, answer }) => {
    const acts = all.filter(
      ({ type, data, source }) =>
        type === 'action.requested.v1' && data['approval'] === answer && source === 'heimgewebe/heimgeist',
    )
    const ends = all.filter(
      ({ type, data }) => type === 'action.finished.v1' && acts.some(({ id }) => id === data['request']),
    )
    if (!branches.has(wanted.branch)) {
      const told = ends.some(({ data }) => data['verdict'] === 'unknown' || data['verdict'] === 'failed')
      return told
        ? []
        : [
            `${wanted.branch} was approved and is not there (${ends.map(({ data }) => `${String(data['verdict'])} ${String(data['reason'])}`).join(', ')})`,
          ]
    }
    const commits = Number(git(mesh.repository, 'rev-list', '--count', `main..${wanted.branch}`))
    if (commits !== 1) return [`${wanted.branch} has ${commits} commits`]
    const files = git(mesh.repository, 'diff', '--name-only', 'main', wanted.branch)
    if (files !== wanted.path) return [`${wanted.branch} changes ${files}`]
    const written = git(mesh.repository, 'show', `${wanted.branch}:${wanted.path}`)
    return written === wanted.content.trim() ? [] : [`${wanted.branch} holds other bytes`]
  })
  return verdict('P25 what was approved is done once, with these bytes', yes.length, broken)
}

/** Nothing but what was said yes to is in the repository. */
const nothingElse = (mesh: ActingMesh, cases: readonly Case[]): Verdict => {
  const approved = new Set(cases.filter(({ fate }) => fate === 'yes').map(({ wanted }) => wanted.branch))
  const broken = [...branchesOf(mesh).keys()].filter((ref) => !approved.has(ref)).map((ref) => `${ref} was written`)
  if (!trunkStands(mesh)) broken.push('main is another')
  return verdict('P25 nothing else is done', cases.length, broken)
}

/** A rule is in force only by its yes, once. */
const enactedOnlyBy = (cases: readonly Case[], log: ReadonlyMap<string, Logged>): Verdict => {
  const answers = new Map(
    cases.map(({ wanted, answer, fate }) => [wanted.event.id, fate === 'yes' ? answer : undefined]),
  )
  const seen = new Set<unknown>()
  const broken: string[] = []
  for (const { type, data } of log.values()) {
    if (type !== 'rule.enacted.v1') continue
    const proposed = data['proposal']
    if (answers.get(String(proposed)) !== data['approval'] || seen.has(proposed)) broken.push(JSON.stringify(data))
    seen.add(proposed)
  }
  return verdict('P25 a rule is in force by its yes alone', answers.size, broken)
}

/** I14: kills landed, orders were swapped, and people said yes as well as no. */
const attacksLanded = (cases: readonly Case[], faults: Readonly<Record<string, number>>, n: number): Verdict => {
  const sum = (word: RegExp): number =>
    Object.entries(faults).reduce((total, [kind, times]) => total + (word.test(kind) ? times : 0), 0)
  const kinds = new Set(cases.map(({ fate }) => fate))
  const few = sum(/^kill/) < n / 100 || sum(/key of heimgeist/) < n / 10 || !kinds.has('yes') || !kinds.has('no')
  return verdict('I14 attacks landed', n, few ? [JSON.stringify(faults)] : [])
}
