import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { check, type Verdict } from '../checker/check.js'
import type { Evidence } from '../checker/evidence.js'
import { gather } from '../checker/evidence.js'
import { comeToRest } from '../checker/rest.js'
import { newId } from '../load/event.js'
import { Load } from '../load/load.js'
import { Rig } from '../rig/rig.js'
import { type Campaign, judge, sceneOf } from './campaign.js'
import { Faults } from './kills.js'
import { knockWithPoison } from './p8-door.js'

/** Waits before tries in the rig: 50, 100, 200 and 400 ms. Timers are never early by more than a millisecond each. */
const LEAST_WAIT_MS = 745

/** Short, so that an event that hangs at every try costs some seconds. */
const HANDLER_TIME_LIMIT = '1s'

const TITLES = [
  ['poison-message', 0.01],
  ['poison-throws', 0.01],
  ['poison-string', 0.005],
  ['poison-type', 0.005],
  ['poison-contract', 0.005],
  ['poison-\u0000', 0.005],
  ['poison-curable', 0.01],
  ['poison-hangs', 0.008],
  ['poison-kills', 0.008],
] as const

/** P8: events that no handler can take, of several kinds, while consumers are killed as they set them aside. */
export const p8: Campaign = {
  id: 'P8',
  title: 'Poison stops nobody, is set aside with its evidence, and can be released',
  unit: 'poisonous events',
  chunk: 24,
  short: 12,
  shortSeconds: 110,
  async run({ n, random, bundles, restMs }) {
    const rig = await Rig.start({ bundles, services: { HANDLER_TIME_LIMIT } })
    try {
      writeFileSync(join(rig.world, 'broken'), '')
      const faults = new Faults()
      for (const part of rig.copies)
        part.arm = () =>
          random.chance(0.5) ? { HEIMGEWEBE_FAILPOINT: `parking-before-commit:${random.int(1, 3)}` } : {}
      for (const part of rig.copies) part.kill('SIGKILL')
      const load = await Load.start(rig, random, { titles: TITLES, pauseMs: 300, batch: 4 })
      const door = await knockWithPoison(rig)
      faults.count('refused at the door', door.n)
      while ((await poisonIn(rig)) < n || (await kindsIn(rig)) < TITLES.length) await sleep(200)
      await load.stop()
      for (const part of rig.copies) part.arm = () => ({})
      for (const part of rig.copies) if (part.kill('SIGKILL')) faults.count('kill consumer')
      const outcome = await judge(rig, { poison: await poisonIn(rig) }, {}, restMs)
      for (const part of rig.copies) faults.count('failpoint while parking', part.struck)
      const { evidence } = outcome
      const verdicts = [...outcome.verdicts, door, everyoneParked(evidence), waited(rig.world, evidence)]
      if (verdicts.every((verdict) => verdict.ok)) verdicts.push(...(await release(rig, evidence)))
      return { ...outcome, verdicts, faults: { ...outcome.faults, ...faults.landed } }
    } finally {
      await rig.stop()
    }
  },
}

const poisonIn = async (rig: Rig): Promise<number> => {
  const sql = `select count(*) as n from chronik.log where type = 'pr.closed.v1' and body like '%"title":"poison-%'`
  return (await rig.postgres.query<{ n: number }>(sql))[0]!.n
}

/** Kinds of poison that are in the log: a campaign has all of them. */
const kindsIn = async (rig: Rig): Promise<number> => {
  const sql = `select body from chronik.log where type = 'pr.closed.v1' and body like '%"title":"poison-%'`
  return new Set((await rig.postgres.query<{ body: string }>(sql)).map(titleOf)).size
}

const titleOf = (row: { body: string }): string =>
  (JSON.parse(row.body) as { data: { title?: string } }).data.title ?? ''

const poisonRows = ({ log }: Evidence): Evidence['log'] =>
  log.filter((row) => row.type === 'pr.closed.v1' && titleOf(row).startsWith('poison-'))

/** Each poisonous event lies parked at the consumer, and the log says so. */
const everyoneParked = (evidence: Evidence): Verdict => {
  const said = new Set(
    evidence.log
      .filter((row) => row.type === 'event.parked.v1')
      .map((row) => (JSON.parse(row.body) as { data: { event: string } }).data.event),
  )
  const parked = new Set(evidence.consumers.find((one) => one.answers)!.parked)
  const poison = poisonRows(evidence)
  const missing = poison.filter((row) => !parked.has(row.id) || !said.has(row.id))
  return {
    id: 'P8 all poison is parked with evidence',
    n: poison.length,
    ok: missing.length === 0,
    ...(missing.length > 0 && {
      detail: `${missing.length}: ${missing
        .slice(0, 3)
        .map((row) => `${titleOf(row)} at ${row.position}`)
        .join('; ')}`,
    }),
  }
}

/** Between the tries of an event that fails every time there was a growing wait. */
const waited = (world: string, evidence: Evidence): Verdict => {
  const tries = new Map<string, number[]>()
  const path = join(world, 'tries.jsonl')
  const lines = existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : []
  for (const line of lines) {
    const { event, at } = JSON.parse(line) as { event: string; at: number }
    tries.set(event, [...(tries.get(event) ?? []), at])
  }
  const failing = poisonRows(evidence).filter(
    (row) => titleOf(row) === 'poison-throws' && (tries.get(row.id)?.length ?? 0) >= 5,
  )
  const hot = failing.filter((row) => {
    const times = tries.get(row.id)!.slice(-5)
    return times[4]! - times[0]! < LEAST_WAIT_MS
  })
  return {
    id: 'P8 tries wait for each other',
    n: failing.length,
    ok: hot.length === 0 && failing.length > 0,
    ...((hot.length > 0 || failing.length === 0) && {
      detail: `${hot.length} of ${failing.length} were tried without a wait`,
    }),
  }
}

/** What can be mended is mended, and a person's word lets it through. */
const release = async (rig: Rig, evidence: Evidence): Promise<Verdict[]> => {
  rmSync(join(rig.world, 'broken'))
  const curable = poisonRows(evidence).filter((row) => titleOf(row) === 'poison-curable')
  for (const { id } of curable) {
    const data = { event: id, consumer: 'hauski', by: 'ada' }
    const event = {
      specversion: '1.0',
      id: newId(),
      source: 'urn:faults:person',
      type: 'event.released.v1',
      time: new Date().toISOString(),
    }
    const rest = { subject: `parked/hauski/${id}`, correlationid: id, partitionkey: id, data }
    const answer = await fetch(`${rig.chronikUrl}/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${rig.token}`, 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify({ ...event, ...rest }),
    })
    if (!answer.ok) throw new Error(`a release was refused: ${await answer.text()}`)
  }
  await sleep(500)
  await comeToRest(sceneOf(rig))
  const after = await gather(sceneOf(rig))
  const ids = new Set(curable.map((row) => row.id))
  const parked = after.consumers.find((one) => one.answers)!.parked.filter((id) => ids.has(id))
  const poison = new Set(poisonRows(after).map((row) => row.id))
  const judged = check(after, { poison, released: ids, sources: ['urn:faults:person'] })
  return [
    ...judged.map((verdict) => ({ ...verdict, id: `after release: ${verdict.id}` })),
    {
      id: 'P8 what was mended is released',
      n: curable.length,
      ok: parked.length === 0,
      ...(parked.length > 0 && { detail: `${parked.length} still parked` }),
    },
  ]
}
