import { setTimeout as sleep } from 'node:timers/promises'
import { alterOnDisk } from '../acting/alter-on-disk.js'
import { Attacker } from '../acting/attacker.js'
import { type Attack, Forger, type Genuine } from '../acting/forgeries.js'
import { ActingMesh } from '../acting/mesh.js'
import { branchesOf, type Logged, madeOf, readLog, rightsOf, trunkStands } from '../acting/oracle.js'
import { answerTo, People, proposal, type Proposal } from '../acting/people.js'
import { type Verdict, verdict } from '../checker/check.js'
import { git } from '../hand/repository.js'
import type { Campaign } from './campaign.js'

/** Attacks under way at the same time. */
const AT_ONCE = 24
/** Attacks for each command of the owner among them, which must be carried out. */
const A_CONTROL = 400
/** Attacks for each time that messages are altered in the files of the stream. */
const A_DISK = 5000

/**
 * P20: whoever holds keys of services that decide nothing, tokens that open little, or a place at the disk of the bus sends
 * commands in every shape; the owner's own commands among them are carried out, and nothing else is.
 */
export const p20: Campaign = {
  id: 'P20',
  title: 'Commands on the bus are authentic: nothing forged, altered, stale or replayed is carried out',
  unit: 'attacks',
  chunk: 10_000,
  short: 800,
  shortSeconds: 30,
  services: ['heimgeist', 'hauski'],
  async run({ n, random, bundles }) {
    const mesh = await ActingMesh.start(bundles)
    const attacker = new Attacker(mesh)
    try {
      const people = new People(mesh, attacker)
      await people.begin()
      const { genuine, written } = await layGround(people)
      const before = await rightsOf(mesh)
      const attacks: Attack[] = []
      const commands = [genuine.command.id]
      const forger = new Forger(random, mesh, attacker, genuine)
      let sent = 0
      const lane = async (): Promise<void> => {
        while (sent < n) {
          const own = sent++
          if (own % A_CONTROL === 0) {
            const command = people.command('wgx /guard auth')
            await people.say(command)
            commands.push(command.id)
          }
          attacks.push(await forger.next(own))
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, lane))
      let altered = 0
      for (let i = 0; i < Math.max(1, Math.round(n / A_DISK)); i++)
        altered += await alterOnDisk(mesh, async () => {
          const command = people.command('wgx /guard auth')
          await people.say(command)
          commands.push(command.id)
        })
      await sleep(200)
      const rested = await mesh.rest()
      const log = await readLog(mesh)
      const verdicts = [
        entered(attacks, log),
        effects(attacks, log),
        verdict(
          'P20 no right, level, agent or place is another',
          1,
          (await rightsOf(mesh)) === before ? [] : [await rightsOf(mesh)],
        ),
        world(mesh, written),
        carriedOut(commands, log),
        stillOpen(genuine, log),
        verdict('I12 it comes to rest', 1, rested ? [] : [mesh.lastWords()]),
        landed(attacks, altered),
      ]
      const faults = countBy(attacks.map(({ kind }) => kind))
      if (altered > 0) faults['a message altered on the disk'] = altered
      return {
        n: attacks.length,
        faults,
        counts: {
          ...countBy(attacks.map(({ answered }) => answered)),
          violations: attacker.violations,
          commands: commands.length,
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

/** What is genuine: a rule that was approved and written, a question that waits, a command that was carried out. */
const layGround = async (people: People): Promise<{ genuine: Genuine; written: Proposal }> => {
  const written = proposal('genuine', 1, 'id: genuine\n')
  const question = await people.propose(written)
  const answer = answerTo(question, 'approve')
  await people.say(answer)
  const act = await people.await('action.requested.v1', 'approval', answer.id)
  await people.await('action.finished.v1', 'request', act.id)
  const open = await people.propose(proposal('waits', 1, 'id: waits\n'))
  const command = people.command('wgx /guard auth')
  await people.say(command)
  await people.await('guard.requested.v1', 'requested_by', 'ada')
  const decision = String(act.data['decision'])
  return { written, genuine: { open, command, answered: { question, answer, act: act.id, decision } } }
}

/** What may not enter is not in the log, whatever was said to whoever sent it. */
const entered = (attacks: readonly Attack[], log: ReadonlyMap<string, Logged>): Verdict => {
  const forbidden = attacks.filter(({ mayEnter }) => !mayEnter)
  const broken = forbidden.flatMap(({ kind, ids, answered }) => [
    ...ids
      .filter((id) => log.has(id))
      .map((id) => `${kind}: ${log.get(id)!.type} is in the log as ${log.get(id)!.source}`),
    ...(answered === 'taken' ? [`${kind}: it was taken`] : []),
  ])
  return verdict('P20 nothing enters in another name', forbidden.length, broken)
}

const effects = (attacks: readonly Attack[], log: ReadonlyMap<string, Logged>): Verdict => {
  const ids = new Set(attacks.flatMap((attack) => attack.ids))
  return verdict('P20 nothing forged is carried out', attacks.length, madeOf(log, ids))
}

/** The repository holds the one branch that was approved, and nothing else. */
const world = (mesh: ActingMesh, { branch, path, content }: Proposal): Verdict => {
  const branches = branchesOf(mesh)
  const broken = [...branches.keys()].filter((ref) => ref !== branch).map((ref) => `${ref} was written`)
  if (!trunkStands(mesh)) broken.push('main is another')
  if (git(mesh.repository, 'show', `${branch}:${path}`) !== content.trim())
    broken.push('what was approved is not there')
  return verdict('P20 nothing forged is in the repository', branches.size, broken)
}

/** Each command of the owner led to one request, for what the owner named. */
const carriedOut = (commands: readonly string[], log: ReadonlyMap<string, Logged>): Verdict => {
  const decided = new Map(
    [...log.values()].filter(({ type }) => type === 'decision.made.v1').map((one) => [one.id, one]),
  )
  const areas = new Map<string, unknown[]>()
  for (const { type, causationid, data } of log.values()) {
    if (type !== 'guard.requested.v1') continue
    const about = String(decided.get(causationid ?? '')?.data['about'])
    areas.set(about, [...(areas.get(about) ?? []), data['area']])
  }
  const broken = commands.flatMap((id) => {
    const asked = areas.get(id) ?? []
    return asked.length === 1 && asked[0] === 'auth' ? [] : [`${id} led to ${JSON.stringify(asked)}`]
  })
  const strange = [...areas.keys()].filter((id) => !commands.includes(id)).map((id) => `${id} led to a request`)
  return verdict('P20 what the owner commands is carried out once', commands.length, [...broken, ...strange])
}

/** The question that waits still does. */
const stillOpen = ({ open }: Genuine, log: ReadonlyMap<string, Logged>): Verdict => {
  const closed = [...log.values()].filter(
    ({ type, data }) => type === 'approval.closed.v1' && data['request'] === open.id,
  )
  return verdict(
    'P20 nobody else answers or ends a question',
    1,
    closed.map(({ data }) => JSON.stringify(data)),
  )
}

/** I14: each kind was tried, attacks that may enter did, and messages were altered. */
const landed = (attacks: readonly Attack[], altered: number): Verdict => {
  const inside = attacks.filter(({ mayEnter, answered }) => mayEnter && answered === 'taken').length
  const refused = attacks.filter(({ mayEnter, answered }) => !mayEnter && answered === 'refused').length
  const few = inside < attacks.length / 10 || refused < attacks.length / 10 || altered === 0
  return verdict(
    'I14 attacks landed',
    attacks.length,
    few ? [`${inside} entered, ${refused} refused, ${altered} altered`] : [],
  )
}

const countBy = (names: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
