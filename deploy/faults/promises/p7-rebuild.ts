import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Verdict } from '../checker/check.js'
import { comeToRest } from '../checker/rest.js'
import { Load } from '../load/load.js'
import { Rig } from '../rig/rig.js'
import { type Campaign, judge, sceneOf } from './campaign.js'
import { Faults } from './kills.js'

/** P7: tables are damaged on purpose, thrown away and read anew from the log: they are the same, and nothing was said or done again. */
export const p7: Campaign = {
  id: 'P7',
  title: 'A read model is a function of the log',
  unit: 'rebuilds',
  chunk: 10,
  short: 1,
  shortSeconds: 33,
  async run({ n, random, bundles, restMs }) {
    const rig = await Rig.start({ bundles })
    try {
      const faults = new Faults()
      let differ = 0
      for (let round = 0; faults.total < n; round++) {
        const load = await Load.start(rig, random, { round })
        await sleep(random.int(1000, 3000))
        await load.stop()
        await comeToRest(sceneOf(rig), restMs)
        const { name } = random.pick(rig.consumers)
        const before = await hashOf(rig, name)
        await rig.postgres.query(`update ${name}.effect set text = 'changed by hand' where seq % 3 = 0`)
        await rig.postgres.query(`delete from ${name}.effect where seq % 7 = 0`)
        await rebuild(rig, name)
        await comeToRest(sceneOf(rig), restMs)
        if ((await hashOf(rig, name)) !== before) differ++
        faults.count('read model thrown away')
      }
      const outcome = await judge(rig, faults.landed, {}, restMs)
      const equal: Verdict = {
        id: 'I7 rebuilt equals live',
        n: faults.total,
        ok: differ === 0,
        ...(differ > 0 && { detail: `${differ} of ${faults.total} differ` }),
      }
      return { ...outcome, verdicts: [...outcome.verdicts, equal] }
    } finally {
      await rig.stop()
    }
  },
}

const hashOf = async (rig: Rig, name: string): Promise<string> => {
  const rows = await rig.postgres.query(
    `select event_id, position, subject, streamversion, text from ${name}.effect order by seq`,
  )
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex')
}

/** Stops every copy, starts one that rebuilds, and the others when it has begun: its table is another file then. */
const rebuild = async (rig: Rig, name: string): Promise<void> => {
  const [first, ...others] = rig.copies.filter((part) => part.name.startsWith(name))
  const file = await fileOf(rig, name)
  await Promise.all([first!, ...others].map((part) => part.stop('SIGTERM')))
  first!.arm = () => ({ [`${name.toUpperCase()}_REBUILD`]: 'true' })
  first!.start()
  first!.arm = () => ({})
  while ((await fileOf(rig, name)) === file) await sleep(50)
  for (const part of others) part.start()
}

const fileOf = async (rig: Rig, name: string): Promise<string> =>
  JSON.stringify(await rig.postgres.query(`select pg_relation_filenode('${name}.effect') as file`))
