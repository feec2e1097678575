import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { envelope } from '../acting/attacker.js'
import { AS_IT_WAS, ATTACKS, scriptOf, SHARED, type Targets } from '../cage/attacks.js'
import { verdict } from '../checker/check.js'
import { git } from '../hand/repository.js'
import { httpDoor, natsDoor } from '../load/doors.js'
import { newId } from '../load/event.js'
import { Rig } from '../rig/rig.js'
import { type Campaign, syncOf } from './campaign.js'

/** Attacks in one change, and changes under way at the same time. */
const IN_ONE = 8
const AT_ONCE = 2
/** Longest wait for one run, in milliseconds. */
const PATIENCE_MS = 120_000
/** The guard of the default branch: it runs a script of the change, as guards do, and shares what a step made. */
const POLICY = `prepare:
  deps: { command: 'mkdir ${SHARED} && echo ${AS_IT_WAS} > ${SHARED}/one', keyed_by: lock, keeps: ${SHARED} }
guards:
  tests: { command: sh check.sh, prepare: deps, junit: report.xml, time: 60, memory: 256MiB }
`

interface Finished {
  readonly output: string
  readonly verdict: string
  readonly body: string
}

/**
 * P23: changes of a stranger are checked by wgx as it ships. Each runs a script that tries to read, write, reach, outlive and
 * deceive, and brings a policy of its own. Judged by what lies, listens and lives outside, and by what the log was told.
 */
export const p23: Campaign = {
  id: 'P23',
  title: 'A check leaves its sandbox by no way, and what is run is named by the default branch',
  unit: 'tries',
  chunk: 400,
  short: 16,
  shortSeconds: 45,
  services: ['wgx'],
  async run({ n, random, bundles }) {
    const folder = mkdtempSync(join(tmpdir(), 'heimgewebe-cage-'))
    chmodSync(folder, 0o755)
    const [secret, daemon, own] = ['secret', 'daemon', 'own'].map((name) => `${name}-${randomBytes(8).toString('hex')}`)
    const kept = join(folder, 'kept/secret.txt')
    mkdirSync(join(folder, 'kept'))
    writeFileSync(kept, `${secret}\n`)
    chmodSync(join(folder, 'kept'), 0o777)
    chmodSync(kept, 0o666)
    let touched = 0
    const listen = async (where: object): Promise<ReturnType<typeof createServer>> => {
      const server = createServer((socket) => {
        touched++
        socket.on('error', () => undefined)
        socket.destroy()
      })
      await new Promise<void>((resolve) => server.listen(where, resolve))
      return server
    }
    const socket = join(folder, 'kept/socket')
    const servers = [await listen({ port: 0, host: '127.0.0.1' }), await listen({ path: socket })]
    chmodSync(socket, 0o777)
    const trap = (servers[0]!.address() as AddressInfo).port
    const rig = await Rig.start({
      bundles,
      consumers: [],
      services: { FAULTS_SECRET: secret!, CHRONIK_FOLLOW_LOCAL: '100ms' },
      more: [{ name: 'wgx', program: bundles.services['wgx']!, env: { WGX_PORT: '0', WGX_RERUNS: '0' } }],
    })
    const people = httpDoor(rig.chronikUrl, rig.token)
    const heimgeist = await natsDoor(rig.nats.url, 'heimgeist')
    try {
      const repository = join(folder, 'shop')
      const base = makeRepository(repository)
      await send(
        people,
        envelope('watch.requested.v1', 'watch/shop', { location: repository, repository: 'acme/shop' }),
      )
      await until(
        async () => (await logged(rig, 'configuration.recorded.v1', 'acme/shop')).length > 0,
        'no policy is known',
      )
      const pids = rig.parts.flatMap(({ pid }) => pid ?? [])
      const ports = [trap, rig.ports.postgres, rig.ports.nats, rig.ports.monitor, rig.ports.chronik]
      const targets: Targets = { file: kept, secret: secret!, daemon: daemon!, socket, pids, ports, repository }
      const names = Object.keys(ATTACKS)
      const faults: Record<string, number> = {}
      const results: Finished[] = []
      let [tried, number, unheld] = [0, 0, 0]
      const changed: string[] = []
      const lane = async (): Promise<void> => {
        while (tried < n) {
          const place = tried
          tried += IN_ONE
          const chosen = Array.from({ length: IN_ONE }, (_, i) =>
            place + i < names.length ? names[place + i]! : random.pick(names),
          )
          for (const name of chosen) faults[name] = (faults[name] ?? 0) + 1
          const script = scriptOf(chosen, targets, random)
          const { sha, branch } = makeChange(repository, base, ++number, script, own!)
          const result = await checked(rig, { people, heimgeist }, { number, sha, base, branch })
          results.push(result)
          if (!result.output.includes('all-were-tried') && result.verdict === 'passed') unheld++
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, lane))
      if (readFileSync(kept, 'utf8') !== `${secret}\n`) changed.push('the file is another')
      for (const path of [join(repository, 'broke'), join(repository, '.git/hooks/post-checkout')])
        if (existsSync(path)) changed.push(`${path} is there`)
      if (git(repository, 'branch', '--list', 'broke') !== '') changed.push('a branch was made')
      if (hostname() === 'broke') changed.push('the host has another name')
      const dead = rig.parts.filter(({ pid }, place) => pid !== pids[place]).map(({ name }) => `${name} was ended`)
      const bodies = results.map(({ body }) => body)
      const verdicts = [
        verdict('P23 nothing is read', n, holding(bodies, secret!)),
        verdict('P23 nothing outside is written', n, changed),
        verdict('P23 what runs share stays as it was', results.length, otherThanShared(results)),
        verdict('P23 nobody is spoken to', n, touched === 0 ? [] : [`${touched} connections`]),
        verdict('P23 no process is ended or left behind', n, [...dead, ...living(daemon!)]),
        verdict('P23 the policy of the change is not followed', results.length, holding(bodies, own!)),
        verdict(
          'P23 what is told is inert',
          results.length,
          results.flatMap(({ output }) => inertIn(output)),
        ),
        verdict('P23 no check that fails has passed', results.length, passed(results)),
        verdict('I14 tries were made to their end', results.length, landed(results, unheld)),
      ]
      return {
        n: tried,
        faults,
        counts: { checks: results.length },
        verdicts,
        sync: await syncOf(rig),
        ...(verdicts.some(({ ok }) => !ok) && { logs: rig.lastWords() }),
      }
    } finally {
      await Promise.all([people.close(), heimgeist.close()])
      await rig.stop()
      for (const server of servers) server.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

const makeRepository = (folder: string): string => {
  mkdirSync(folder)
  git(folder, 'init', '-q', '-b', 'main')
  git(folder, 'config', 'user.name', 'Ada')
  git(folder, 'config', 'user.email', 'ada@example.org')
  writeFileSync(join(folder, '.heimgewebe.yaml'), POLICY)
  writeFileSync(join(folder, 'check.sh'), 'exit 0\n')
  writeFileSync(join(folder, 'lock'), 'one\n')
  git(folder, 'add', '-A')
  git(folder, 'commit', '-q', '-m', 'start')
  return git(folder, 'rev-parse', 'HEAD')
}

/** A change with a script, and with a policy of its own, which prints what nobody should see. */
const makeChange = (folder: string, base: string, number: number, script: string, own: string) => {
  const branch = `change-${number}`
  git(folder, 'checkout', '-q', '-b', branch, base)
  writeFileSync(join(folder, 'check.sh'), script)
  writeFileSync(join(folder, '.heimgewebe.yaml'), POLICY.replace('sh check.sh', `echo ${own}; exit 0`))
  git(folder, 'add', '-A')
  git(folder, 'commit', '-q', '-m', `change ${number}`)
  const sha = git(folder, 'rev-parse', 'HEAD')
  git(folder, 'checkout', '-q', 'main')
  return { sha, branch }
}

type Doors = Readonly<Record<'people' | 'heimgeist', Awaited<ReturnType<typeof natsDoor>>>>

/** Has a change checked as heimgeist does, and waits for the result. */
const checked = async (
  rig: Rig,
  { people, heimgeist }: Doors,
  { number, sha, base, branch }: { number: number; sha: string; base: string; branch: string },
): Promise<Finished> => {
  const change = `pr/acme/shop/${number + 1000}`
  const about = { repository: 'acme/shop', number: number + 1000, title: branch, author: { name: 'Eve' } }
  const where = { branch, base_branch: 'main', head: sha, added: 1, deleted: 1, files_known: false, files: [] }
  await send(people, envelope('pr.opened.v1', change, { ...about, ...where }))
  const asks = { repository: 'acme/shop', change, sha, base, area: 'changed', kind: 'guard', requested_by: 'heimgeist' }
  const source = { source: 'heimgewebe/heimgeist' }
  await send(heimgeist, envelope('guard.requested.v1', `guard/${newId()}`, asks, source))
  let found: string[] = []
  await until(async () => {
    found = await logged(rig, 'guard.finished.v1', sha)
    return found.length > 0
  }, `no result of change ${number}\n${rig.lastWords()}`)
  const { data } = JSON.parse(found[0]!) as { data: { output_tail?: string; verdict?: string } }
  return { output: data.output_tail ?? '', verdict: data.verdict ?? '', body: found[0]! }
}

const send = async (door: Doors['people'], event: object): Promise<void> => {
  await until(
    () =>
      door.send([event as never]).then(
        ({ ok }) => ok,
        () => false,
      ),
    'an event is not taken',
  )
}

const until = async (holds: () => Promise<boolean>, problem: string): Promise<void> => {
  for (const end = Date.now() + PATIENCE_MS; !(await holds()); await sleep(100))
    if (Date.now() > end) throw new Error(problem)
}

const logged = async ({ postgres }: Rig, type: string, word: string): Promise<string[]> => {
  const rows = await postgres.query<{ body: string }>(
    'select body from chronik.log where type = $1 and position(cast($2 as text) in body) > 0',
    [type, word],
  )
  return rows.map(({ body }) => body)
}

const holding = (texts: readonly string[], word: string): string[] =>
  texts
    .filter((text) => text.includes(word))
    .map((text) => text.slice(Math.max(0, text.indexOf(word) - 200)).slice(0, 300))

/** Processes of this machine that bear a name. */
const living = (name: string): string[] =>
  readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] === name
      } catch {
        return false
      }
    })
    .map((pid) => `${name} lives as ${pid}`)

const inertIn = (output: string): string[] => {
  const found = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.exec(output)
  return found ? [JSON.stringify(output.slice(Math.max(0, found.index - 30), found.index + 30))] : []
}

/** Each script ends with 1: none of them may have passed, whatever it printed. */
const passed = (results: readonly Finished[]): string[] =>
  results.filter(({ verdict: word }) => word === 'passed').map(({ output }) => output.slice(-200))

/** What each run saw of the folder that all share, at its end: after its own tries and those of all before it. */
const otherThanShared = (results: readonly Finished[]): string[] =>
  results
    .filter(({ output }) => output.includes('all-were-tried'))
    .map(({ output }) => /^shared:.*$/m.exec(output)?.[0] ?? output.slice(-200))
    .filter((seen) => seen !== `shared:${AS_IT_WAS}:one`)

const landed = (results: readonly Finished[], unheld: number): string[] => {
  const whole = results.filter(({ output }) => output.includes('all-were-tried')).length
  return whole === 0 || unheld > 0
    ? [`${whole} of ${results.length} came to their end`, results[0]?.body.slice(0, 600) ?? '']
    : []
}
