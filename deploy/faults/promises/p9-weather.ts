import { setTimeout as sleep } from 'node:timers/promises'
import type { Verdict } from '../checker/check.js'
import { Load } from '../load/load.js'
import { ChaosProxy, type Weather } from '../rig/chaos-proxy.js'
import type { Part } from '../rig/part.js'
import { freePort } from '../rig/ports.js'
import { Rig } from '../rig/rig.js'
import { type Campaign, judge } from './campaign.js'
import { Faults } from './kills.js'

const WEATHERS: readonly Weather[] = ['down', 'black hole', 'reset', 'slow']
/** How long chronik may take to be ready after a dependency is back, in milliseconds. */
const READY_WITHIN_MS = 10_000

/** P9: each dependency refused, black-holed, reset, slow or frozen for a while; all heals without hands. */
export const p9: Campaign = {
  id: 'P9',
  title: 'Slow or dead parts heal without hands',
  unit: 'outages',
  chunk: 15,
  short: 4,
  shortSeconds: 39,
  async run({ n, random, bundles, restMs, say }) {
    const ports = {
      postgres: await freePort(),
      nats: await freePort(),
      monitor: await freePort(),
      chronik: await freePort(),
    }
    const proxies = {
      postgres: new ChaosProxy(await freePort(), ports.postgres),
      nats: new ChaosProxy(await freePort(), ports.nats),
    }
    const through = { postgres: proxies.postgres.port, nats: proxies.nats.port }
    await Promise.all(Object.values(proxies).map((proxy) => proxy.start()))
    const rig = await Rig.start({ bundles, ports, through })
    try {
      const faults = new Faults()
      const slowest = { ms: 0, what: '' }
      const load = await Load.start(rig, random, { natsUrl: `nats://127.0.0.1:${through.nats}`, pauseMs: 150 })
      await sleep(2000)
      // Long campaigns hold an outage up to a minute, the short form some seconds.
      const longest = n > 5 ? 60_000 : 4000
      for (let round = 0; round < n; round++) {
        const name = random.pick(['postgres', 'nats'] as const)
        const frozen = random.chance(0.2) ? random.pick([...rig.chroniks, rig.postgres.part, rig.nats.part]) : undefined
        const weather = WEATHERS[round % WEATHERS.length]!
        const ms = random.int(2000, longest)
        if (frozen) await freeze(frozen, ms)
        else {
          await proxies[name].set(weather)
          await sleep(ms)
          await proxies[name].set('clear')
        }
        const what = frozen ? `${frozen.name} frozen` : `${name} ${weather}`
        faults.count(what)
        const took = await readyAgain(rig)
        if (took > slowest.ms) Object.assign(slowest, { ms: took, what })
        say(`P9: ${what} for ${ms} ms, ready after ${took} ms`)
      }
      await load.stop()
      const outcome = await judge(rig, faults.landed, {}, restMs)
      const late = slowest.ms > READY_WITHIN_MS
      const ready: Verdict = {
        id: 'P9 ready within 10 s',
        n: faults.total,
        ok: !late,
        ...(late && { detail: `${slowest.ms} ms after ${slowest.what}` }),
      }
      return {
        ...outcome,
        counts: { ...outcome.counts, slowestReadyMs: slowest.ms },
        verdicts: [...outcome.verdicts, ready],
      }
    } finally {
      await rig.stop()
      await Promise.all(Object.values(proxies).map((proxy) => proxy.stop()))
    }
  },
}

const freeze = async (part: Part, ms: number): Promise<void> => {
  part.signal('SIGSTOP')
  await sleep(ms)
  part.signal('SIGCONT')
}

/** Milliseconds until chronik says that it is ready. */
const readyAgain = async (rig: Rig): Promise<number> => {
  const begun = Date.now()
  for (; Date.now() - begun < 60_000; await sleep(50)) {
    const status = await fetch(`${rig.chronikUrl}/readyz`, { signal: AbortSignal.timeout(5000) }).then(
      (answer) => answer.status,
      () => 0,
    )
    if (status === 200) break
  }
  return Date.now() - begun
}
