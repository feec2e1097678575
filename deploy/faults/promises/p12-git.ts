import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { verdict } from '../checker/check.js'
import { Hand, type Request } from '../hand/hand.js'
import { git, headOf, newRepository } from '../hand/repository.js'
import { freeze, killFrozen } from '../rig/freeze.js'
import { LoopDisk } from '../rig/loop-disk.js'
import type { Random } from '../rig/random.js'
import type { Campaign } from './campaign.js'
import { Faults } from './kills.js'

/** Kills on one repository; then a new one, so that a full check of it stays quick. */
const A_REPOSITORY = 25
/** One fault in so many cuts the power, where this machine has a disk for that. */
const A_CUT = 12
const BRANCH = 'heimgewebe/work'

/**
 * P12: what writes into repositories is killed, alone or with every git that it started, or loses its power, at any moment
 * of an act. The repository is sound, its branch is old or new, and the same act asked for again is done once.
 */
export const p12: Campaign = {
  id: 'P12',
  title: 'Git work is atomic: old or new, once, and no lock is left',
  unit: 'kills and cuts',
  chunk: 200,
  short: 13,
  shortSeconds: 34,
  async run({ n, random, bundles, say }) {
    const faults = new Faults()
    const trouble: Trouble = { atomic: [], once: [], left: [], kept: [] }
    const cuts = LoopDisk.obstacle() === undefined
    if (!cuts) say('P12: no power cuts here: no loop device')
    let landed = 0
    let done = 0
    while (landed < n) {
      const place = cuts ? onDisk() : inFolder()
      try {
        const trial = new Trial(place, bundles.hand, random, faults, trouble)
        await trial.begin()
        for (let i = 0; i < A_REPOSITORY && landed < n; i++) {
          const wantsCut = place.disk !== undefined && i % A_CUT === A_CUT - 1
          if (await (wantsCut ? trial.cut() : trial.kill())) landed++
          done++
        }
        await trial.end()
      } finally {
        place.remove()
      }
    }
    return {
      n: landed,
      faults: { ...faults.landed },
      counts: { acts: done },
      sync: {},
      verdicts: [
        verdict('P12 a branch is old or new, in a sound repository', done, trouble.atomic),
        verdict('P12 an act that is asked for again is done once', done, trouble.once),
        verdict('P12 what was told as done outlives a power cut', done, trouble.kept),
        verdict('P12 no lock and no draft needs a hand', done, trouble.left),
      ],
    }
  },
}

interface Place {
  readonly folder: string
  readonly disk?: LoopDisk
  readonly remove: () => void
}

type Trouble = Record<'atomic' | 'once' | 'left' | 'kept', string[]>

const onDisk = (): Place => {
  const disk = LoopDisk.make()
  return { folder: disk.folder, disk, remove: () => disk.remove() }
}

const inFolder = (): Place => {
  const folder = mkdtempSync(join(tmpdir(), 'heimgewebe-git-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Acts on one repository, one after the other, each cut off once and then asked for again. */
class Trial {
  private readonly repository: string
  private readonly home: string
  private hand!: Hand
  private number = 0
  /** How long an act takes when nothing happens to it, in milliseconds. */
  private usual = 100

  constructor(
    private readonly place: Place,
    private readonly bundle: string,
    private readonly random: Random,
    private readonly faults: Faults,
    private readonly trouble: Trouble,
  ) {
    this.repository = join(place.folder, 'shop')
    this.home = join(place.folder, 'home')
  }

  async begin(): Promise<void> {
    newRepository(this.repository)
    mkdirSync(this.home)
    spawnSync('sync', ['-f', this.place.folder])
    this.hand = await this.start()
    // The first act makes the mirror as well, and is not measured.
    for (let i = 0; i < 2; i++) await this.finish(this.request())
  }

  async end(): Promise<void> {
    await this.finish(this.request())
    await this.hand.end()
    this.leftBy('the end', /\.lock$|tmp_heimgewebe/)
    this.look('the end', () => git(this.repository, 'fsck', '--full', '--strict'), this.trouble.atomic)
  }

  /** Kills the hand in the middle of an act. True where it was in the middle. */
  async kill(): Promise<boolean> {
    const request = this.request()
    const before = headOf(this.repository, BRANCH)
    const answer = this.hand.ask({ do: 'perform', repository: this.repository, request })
    await sleep(this.random.next() * this.usual)
    const what = this.random.chance(0.5) ? 'itself' : 'all'
    const killed = this.hand.kill(what)
    const told = await answer
    await this.hand.end()
    if (killed && told === undefined) this.faults.count(what === 'all' ? 'kill with its git' : 'kill alone')
    await this.check(request, before)
    return killed && told === undefined
  }

  /** Cuts the power in the middle of an act, or just after it was told as done. */
  async cut(): Promise<boolean> {
    const request = this.request()
    const before = headOf(this.repository, BRANCH)
    const answer = this.hand.ask({ do: 'perform', repository: this.repository, request })
    const late = this.random.chance(0.5)
    const told = late ? await answer : undefined
    if (!late) await sleep(this.random.next() * this.usual)
    const frozen = await freeze(this.hand.pid === undefined ? [] : [this.hand.pid])
    this.place.disk!.copy()
    await killFrozen(frozen)
    await answer
    await this.hand.end()
    await sleep(200)
    this.place.disk!.swap()
    this.faults.count('power cut')
    if (told?.verdict === 'done' && headOf(this.repository, BRANCH) !== told.result?.commit)
      this.trouble.kept.push(`${request.id}: ${told.result?.commit} is gone`)
    await this.check(request, before)
    return true
  }

  private async check(request: Request, before: string | undefined): Promise<void> {
    this.look(request.id, () => git(this.repository, 'fsck', '--connectivity-only'), this.trouble.atomic)
    this.look(
      request.id,
      () => {
        const now = headOf(this.repository, BRANCH)
        if (now !== before && !this.carries(now, request)) throw new Error(`the branch is at ${now}`)
      },
      this.trouble.atomic,
    )
    this.hand = await this.start()
    await this.finish(request)
    this.look(
      request.id,
      () => {
        const head = headOf(this.repository, BRANCH)
        const own = git(this.repository, 'log', '--format=%H', `--grep=^Heimgewebe-Intent: ${request.id}$`, BRANCH)
        if (own !== head)
          throw new Error(`its commits are ${own.replaceAll('\n', ', ') || 'none'}, the branch at ${head}`)
        const parent = git(this.repository, 'rev-parse', `${head}^`)
        if (before !== undefined && parent !== before) throw new Error(`it builds on ${parent}, not on ${before}`)
      },
      this.trouble.once,
    )
    // A draft stays where the branch had moved already; the next act takes it away.
    this.leftBy(request.id, /\.lock$/)
  }

  /** What was left in the repository that git or the next act would stumble over. */
  private leftBy(what: string, name: RegExp): void {
    for (const left of readdirSync(join(this.repository, '.git'), { recursive: true, encoding: 'utf8' }))
      if (name.test(left)) this.trouble.left.push(`${what}: ${left}`)
  }

  /** The act from its beginning to its end, as a second try. */
  private async finish(request: Request): Promise<void> {
    const begun = performance.now()
    const became = await this.hand.ask({ do: 'perform', repository: this.repository, request })
    if (became?.verdict !== 'done') this.trouble.once.push(`${request.id}: ${became?.verdict}: ${became?.reason}`)
    this.usual = performance.now() - begun
  }

  private carries(commit: string | undefined, { id }: Request): boolean {
    return commit !== undefined && git(this.repository, 'log', '-1', '--format=%B', commit).includes(id)
  }

  private look(what: string, work: () => unknown, into: string[]): void {
    try {
      work()
    } catch (error) {
      into.push(`${what}: ${String(error).slice(0, 300)}`)
    }
  }

  private request(): Request {
    const number = ++this.number
    const content = `${number} ${this.random.next()}\n`.repeat(this.random.int(1, 3000))
    return {
      id: randomUUID(),
      time: '2026-03-01T10:00:00Z',
      arguments: { branch: BRANCH, title: `docs: ${number}`, files: [{ path: `docs/${number % 7}.md`, content }] },
    }
  }

  private async start(): Promise<Hand> {
    return (await Hand.start(this.bundle, this.home)).hand
  }
}
