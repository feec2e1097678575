import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { verdict } from '../checker/check.js'
import { wrongIn } from '../reach/allowed.js'
import { DOORS, NAMES, type Reached } from '../reach/case.js'
import { caseAt } from '../reach/cases.js'
import type { Campaign } from './campaign.js'

/** A net of its own in which every address there is belongs to this machine. */
const NET = 'ip link set lo up && ip route add local 0.0.0.0/0 dev lo && ip -6 route add local ::/0 dev lo'
const inNet = (script: string): string[] => ['-rmn', 'sh', '-c', `${NET} && ${script}`]
const PATH = `${process.env['PATH']}:/usr/sbin:/sbin`

/**
 * P27: everything of the product that speaks to an address is given hostile ones, and is led to others by servers that it may
 * speak to. Who is connected to is seen at the sockets of a net in which every address is listened at.
 */
export const p27: Campaign = {
  id: 'P27',
  title: 'Nobody is spoken to but whom the owner named: no redirect, spelling or name leads elsewhere',
  unit: 'addresses',
  chunk: 5000,
  short: 400,
  shortSeconds: 26,
  services: ['reach'],
  obstacle: () => {
    const { status } = spawnSync('unshare', inNet('mount --bind /etc/hosts /etc/hosts'), { env: { PATH } })
    return status === 0 ? undefined : 'a net of one’s own cannot be made here (unshare -rmn, ip)'
  },
  async run({ n, random, bundles }) {
    const folder = mkdtempSync(join(tmpdir(), 'heimgewebe-reach-'))
    const hosts = join(folder, 'hosts')
    const lines = Object.entries(NAMES).flatMap(([name, all]) => all.map((address) => `${address} ${name}\n`))
    writeFileSync(hosts, lines.join(''))
    const env = { PATH, HOSTS: hosts, NODE: process.execPath, PROGRAM: bundles.services['reach'], REACH_FOLDER: folder }
    const child = spawn('unshare', inNet('mount --bind "$HOSTS" /etc/hosts && exec "$NODE" "$PROGRAM"'), {
      stdio: ['pipe', 'pipe', 'inherit'],
      env,
    })
    const end = (): void => void child.kill('SIGKILL')
    process.once('exit', end)
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const next = async (): Promise<string> => {
      const { value, done } = (await answers.next()) as { value: string; done?: boolean }
      if (done) throw new Error('whoever speaks to addresses ended')
      return value
    }
    const faults: Record<string, number> = {}
    const reachedBy: Record<string, number> = {}
    const wrong: string[] = []
    let connections = 0
    try {
      await next()
      for (let i = 0; i < n; i++) {
        const given = caseAt(random)
        child.stdin.write(`${JSON.stringify(given)}\n`)
        const { connected } = JSON.parse(await next()) as Reached
        const kind = `${given.door}, ${given.by === undefined ? 'given' : given.by === 'link' ? 'led by a link' : 'redirected'}`
        faults[kind] = (faults[kind] ?? 0) + 1
        if (connected.length > 0) reachedBy[given.door] = (reachedBy[given.door] ?? 0) + 1
        connections += connected.length
        for (const one of connected) wrong.push(...[wrongIn(given, one)].filter((text) => text !== undefined))
      }
      const never = DOORS.filter((door) => reachedBy[door] === undefined)
      return {
        n,
        faults,
        counts: { connections },
        sync: {},
        verdicts: [
          verdict('P27 nobody is connected to but whom the owner named', n, wrong),
          verdict('I14 each door spoke to somebody', n, never),
        ],
      }
    } finally {
      process.off('exit', end)
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit')
        end()
        await gone
      }
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
