import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verdict } from '../checker/check.js'
import { Hand, type Request } from '../hand/hand.js'
import { hostilePath } from '../hand/hostile-values.js'
import { git, hashOf, newRepository } from '../hand/repository.js'
import type { Campaign } from './campaign.js'

/** Paths in one commit. */
const A_COMMIT = 80
/** Paths a millisecond of the race: a run of 50,000 races for a minute and a half. */
const PATHS_A_MS = 0.5
/** Least time of the race, in milliseconds. */
const LEAST_RACE_MS = 6000

/**
 * P21: paths of a stranger are proposed; those that are taken are checked out by git itself, and nothing beside that folder
 * may change. Then somebody puts links in the place of the repository's own folders, over and over, while it is written to.
 */
export const p21: Campaign = {
  id: 'P21',
  title: 'No path leads out of its repository, and no link does while it is written to',
  unit: 'paths',
  chunk: 50_000,
  short: 4000,
  shortSeconds: 21,
  async run({ n, random, bundles }) {
    const folder = mkdtempSync(join(tmpdir(), 'heimgewebe-paths-'))
    const outside = join(folder, 'outside')
    for (const name of ['refs', 'pack', 'beside']) mkdirSync(join(outside, name), { recursive: true })
    writeFileSync(join(outside, 'beside/kept.txt'), 'kept\n')
    const before = hashOf(outside)
    const { hand } = await Hand.start(bundles.hand, join(folder, 'home'))
    const broken: string[] = []
    const counts = { taken: 0, refused: 0, commits: 0, links: 0, raced: 0, racedDone: 0 }
    try {
      const repository = join(outside, '../shop')
      newRepository(repository)
      for (let sent = 0, round = 0; sent < n; round++) {
        const paths = Array.from({ length: Math.min(2000, n - sent) }, () => hostilePath(random))
        sent += paths.length
        const { refused } = (await hand.ask({ do: 'paths', paths }))!
        const taken = [...new Set(paths.filter((_, at) => !refused![at]))]
        counts.refused += paths.length - taken.length
        for (let at = 0; at < taken.length; at += A_COMMIT) {
          const files = taken
            .slice(at, at + A_COMMIT)
            .filter(
              (path, index, all) => !all.some((other, place) => place !== index && `${path}/`.startsWith(`${other}/`)),
            )
          const request = requestOf(`heimgewebe/paths-${round}-${at}`, files)
          const became = await hand.ask({ do: 'perform', repository, request })
          if (became?.verdict !== 'done') continue
          counts.taken += files.length
          counts.commits++
          const inside = join(folder, 'inside')
          git(repository, 'worktree', 'add', '-q', '--detach', inside, became.result!.commit)
          const there = git(inside, 'ls-files').split('\n').length
          if (there < files.length) broken.push(`${files.length} paths were taken, ${there} are there`)
          git(repository, 'worktree', 'remove', '--force', inside)
        }
        if (hashOf(outside) !== before) broken.push(`after ${sent} paths the world outside is another`)
      }
      const raced = join(folder, 'raced')
      newRepository(raced)
      await race(hand, raced, outside, Math.max(LEAST_RACE_MS, n / PATHS_A_MS), counts)
      const untouched = hashOf(outside) === before ? [] : ['a link led out of the repository while it was written to']
      return {
        n,
        faults: { 'links put in the way': counts.links },
        counts,
        sync: {},
        verdicts: [
          verdict('P21 nothing beside the repository changes', n, broken),
          verdict('P21 nothing is written through a link', counts.raced, untouched),
          verdict(
            'I14 links were in the way and acts went through',
            counts.links,
            counts.links > 100 && counts.racedDone > 0 ? [] : ['too few'],
          ),
        ],
      }
    } finally {
      await hand.end()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

const requestOf = (branch: string, paths: readonly string[]): Request => ({
  id: randomUUID(),
  time: '2026-03-01T10:00:00Z',
  arguments: { branch, title: 'docs: files', files: paths.map((path) => ({ path, content: `${path}\n` })) },
})

/** Folders of a repository that are written to, and where a link in their place leads. */
const SWAPPED = [
  ['refs/heads/heimgewebe', 'refs'],
  ['objects/pack', 'pack'],
] as const

/** Puts links in the place of folders and takes them away, as fast as it can, in a process of its own. */
const SWAPPER = `
  const { renameSync, symlinkSync, rmSync, mkdirSync } = require('node:fs')
  const pairs = JSON.parse(process.argv[1])
  let links = 0
  const end = Date.now() + Number(process.argv[2])
  for (const [folder] of pairs) mkdirSync(folder, { recursive: true })
  while (Date.now() < end)
    for (const [folder, target] of pairs) {
      try {
        renameSync(folder, folder + '.own')
        symlinkSync(target, folder)
        links++
        for (let i = 0; i < 20000; i++) ;
        rmSync(folder)
        renameSync(folder + '.own', folder)
        for (let i = 0; i < 200000 * Math.random(); i++) ;
      } catch {}
    }
  console.log(links)
`

const race = async (
  hand: Hand,
  repository: string,
  outside: string,
  forMs: number,
  counts: { links: number; raced: number; racedDone: number },
): Promise<void> => {
  const pairs = SWAPPED.map(([folder, target]) => [join(repository, '.git', folder), join(outside, target)])
  const swapper = spawn(process.execPath, ['-e', SWAPPER, JSON.stringify(pairs), String(forMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  swapper.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  let over = false
  const ended = new Promise<void>((resolve) =>
    swapper.once('close', () => {
      over = true
      resolve()
    }),
  )
  while (!over) {
    const request = requestOf(`heimgewebe/raced-${counts.raced++}`, ['docs/a.md'])
    const became = await hand.ask({ do: 'perform', repository, request })
    if (became?.verdict === 'done') counts.racedDone++
  }
  await ended
  counts.links = Number(said)
}
