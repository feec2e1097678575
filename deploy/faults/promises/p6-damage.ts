import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Verdict } from '../checker/check.js'
import { readStream } from '../checker/stream.js'
import { Load } from '../load/load.js'
import type { Random } from '../rig/random.js'
import { Rig } from '../rig/rig.js'
import { type Campaign, judge } from './campaign.js'
import { Faults } from './kills.js'
import { damagedPage } from './p6-page.js'

/** How long a damage may stay, in milliseconds. */
const FOUND_WITHIN_MS = 60_000
/** After so long without a sign, a reader comes that begins at the start of the log. */
const READER_AFTER_MS = 8000

/** P6: files of NATS are changed, cut and removed while it is down; at the end a page of Postgres. */
export const p6: Campaign = {
  id: 'P6',
  title: 'Silent damage is noticed and healed, and nothing wrong is served',
  unit: 'damages',
  chunk: 25,
  short: 3,
  shortSeconds: 62,
  async run({ n, random, bundles, restMs }) {
    const rig = await Rig.start({ bundles })
    try {
      const faults = new Faults()
      const load = await Load.start(rig, random, { pauseMs: 250 })
      await sleep(3000)
      const found = { harmless: 0, byItself: 0, byReader: 0, never: 0, slowestMs: 0 }
      while (faults.total < n) {
        await rig.nats.part.stop('SIGTERM')
        faults.count(damage(rig.nats.store, random))
        rig.nats.part.start()
        await rig.nats.ready()
        await healed(rig, found, restMs ?? FOUND_WITHIN_MS)
        if (found.never > 0) break
      }
      await load.stop()
      const outcome = await judge(rig, faults.landed, {}, restMs)
      const healing: Verdict = {
        id: 'P6 damage healed within 60 s',
        n: faults.total,
        ok: found.never === 0,
        ...(found.never > 0 && { detail: JSON.stringify(faults.landed) }),
      }
      const page = await damagedPage(rig)
      faults.count('bit flipped in a page of Postgres')
      return {
        ...outcome,
        faults: faults.landed,
        counts: { ...outcome.counts, ...found },
        verdicts: [...outcome.verdicts, healing, ...page],
      }
    } finally {
      await rig.stop()
    }
  },
}

/** Damages one file of the stream; returns what was done. */
const damage = (store: string, random: Random): string => {
  const files = readdirSync(store, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.includes('HEIMGEWEBE'))
    .map((file) => join(store, file))
    .filter((file) => statSync(file).isFile() && statSync(file).size > 0)
  // Most damage where most bytes are.
  const blocks = files.filter((file) => file.endsWith('.blk'))
  const file = blocks.length > 0 && random.chance(0.6) ? random.pick(blocks) : random.pick(files)
  const kind = file.endsWith('.blk')
    ? 'block'
    : file.endsWith('index.db')
      ? 'index'
      : /\bobs\b/.test(file)
        ? 'consumer state'
        : 'metadata'
  const { size } = statSync(file)
  const how = random.next()
  if (how < 0.6) {
    const bytes = readFileSync(file)
    const at = random.int(0, size - 1)
    bytes[at] = bytes[at]! ^ (1 << random.int(0, 7))
    writeFileSync(file, bytes)
    return `bit flipped in a ${kind} file of NATS`
  }
  if (how < 0.8) {
    truncateSync(file, random.int(0, size - 1))
    return `${kind} file of NATS cut short`
  }
  if (how < 0.9) {
    // As a power cut leaves a file whose size was written and whose content was not.
    writeFileSync(file, Buffer.alloc(size))
    return `${kind} file of NATS all zeros`
  }
  rmSync(file)
  return `${kind} file of NATS removed`
}

/** Waits until the stream is the log again, read message by message. */
const healed = async (
  rig: Rig,
  found: { harmless: number; byItself: number; byReader: number; never: number; slowestMs: number },
  limitMs: number,
): Promise<void> => {
  const begun = Date.now()
  let reader = false
  for (let look = 0; Date.now() - begun < limitMs; look++, await sleep(300)) {
    if (await streamIsWhole(rig)) {
      if (look === 0) found.harmless++
      else if (reader) found.byReader++
      else found.byItself++
      found.slowestMs = Math.max(found.slowestMs, Date.now() - begun)
      return
    }
    if (!reader && Date.now() - begun > READER_AFTER_MS) {
      await rig.postgres.query('update evolution.mesh_cursor set position = 0')
      for (const part of rig.copies.filter(({ name }) => name.startsWith('evolution'))) part.kill('SIGKILL')
      reader = true
    }
  }
  found.never++
}

const streamIsWhole = async (rig: Rig): Promise<boolean> => {
  const rows = await rig.postgres.query<{ id: string; body: string }>(
    'select id, body from chronik.log order by position',
  )
  const { messages } = await readStream(rig.nats.url).catch(() => ({ messages: new Map<number, never>() }))
  return rows.every((row, index) => {
    const message = messages.get(index + 1) as { id: string; body: string } | undefined
    return message?.id === row.id && message.body === row.body
  })
}
