// What share of the faults that guards can find is found at what share of their cost: the production decisions of sichter
// (orderGuards) and wgx (chooseGuards) over a seeded history, each change chosen for before its outcome is learned.
//   npm run bench:guards [-- --changes 4000 --seed 1]
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '../..')
const { values } = parseArgs({
  options: { changes: { type: 'string', default: '4000' }, seed: { type: 'string', default: '1' } },
})

/** The two decisions, from their sources. */
const decisions = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-guards-'))
  const entry = join(folder, 'entry.ts')
  await writeFile(
    entry,
    `export { orderGuards } from '${root}/services/sichter/src/decisions/guards/order-guards.ts'
export { chooseGuards } from '${root}/services/wgx/src/decisions/choose-guards.ts'
export { newId } from '${root}/libs/contracts/src/ids.ts'`,
  )
  const outfile = join(folder, 'decisions.mjs')
  const banner = "import { createRequire as $r } from 'node:module'; const require = $r(import.meta.url);"
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: banner },
    nodePaths: [join(root, 'node_modules')],
  })
  const loaded = await import(pathToFileURL(outfile).href)
  await rm(folder, { recursive: true })
  return loaded
}

const dice = (seed) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * A made-up repository: 12 areas of 20 files and a guard each. A change touches one to four files, most in one area; each
 * file has a hidden guard that it breaks with some probability: for two files in three that of its own area, for the rest
 * that of another, which the areas cannot know.
 */
const history = (roll, changes) => {
  const pick = (list) => list[Math.floor(roll() * list.length)]
  const areas = Array.from({ length: 12 }, (_, n) => ({ name: `area${n}`, paths: [`src/area${n}/**`] }))
  const guards = areas.map(({ name }, n) => ({
    name: `guard-${name}`,
    kind: 'guard',
    area: name,
    command: 'true',
    time_limit_seconds: 600,
    memory_limit_mib: 64,
    seconds: Math.round(20 * 1.5 ** (n % 6)),
  }))
  const files = areas.flatMap(({ name }) => Array.from({ length: 20 }, (_, n) => `src/${name}/file${n}.ts`))
  const breaks = new Map(
    files.map((path) => {
      const own = `guard-${path.split('/')[1]}`
      return [path, { guard: roll() < 2 / 3 ? own : pick(guards).name, chance: roll() < 0.3 ? 0.15 : 0.01 }]
    }),
  )
  return {
    areas,
    guards,
    changes: Array.from({ length: changes }, () => {
      const area = pick(areas).name
      const touched = Array.from({ length: 1 + Math.floor(roll() * 4) }, () =>
        roll() < 0.85 ? `src/${area}/file${Math.floor(roll() ** 2 * 20)}.ts` : pick(files),
      )
      const failing = new Set(
        touched.flatMap((path) => (roll() < breaks.get(path).chance ? [breaks.get(path).guard] : [])),
      )
      return { files: [...new Set(touched)], failing }
    }),
  }
}

const { orderGuards, chooseGuards, newId } = await decisions()
const world = history(dice(Number(values.seed)), Number(values.changes))
const seconds = new Map(world.guards.map((guard) => [guard.name, guard.seconds]))
const whole = world.guards.reduce((sum, guard) => sum + guard.seconds, 0)
const guards = world.guards.map((guard) => ({ ...guard, seconds: undefined }))
const configuration = { repository: 'acme/shop', sha: 'b'.repeat(40), areas: world.areas, guards, problems: [] }

/** Chooses for each change in turn, and learns from what was run and nothing else. */
const play = (share, sample, basis) => {
  let runs = []
  const sum = { failures: 0, caught: 0, seconds: 0, sampledCaught: 0, sampled: 0 }
  for (const [n, { files, failing }] of world.changes.entries()) {
    const change = `pr/acme/shop/${n + 1}`
    const areas = [...new Set(files.map((path) => path.split('/')[1]))]
    const assessed =
      basis === 'areas' ? undefined : orderGuards({ guards, areas: world.areas, files, tests: [], runs, enough: 5 })
    const event = {
      id: newId(),
      data: { repository: 'acme/shop', change, area: 'changed', areas, kind: 'guard', requested_by: 'x' },
    }
    const drafts = chooseGuards(event, {
      configuration,
      head: 'c'.repeat(40),
      assessed,
      budget: { share, sample, seconds },
    })
    const chosen = drafts.flatMap((draft) => (draft.type === 'guard.started.v1' ? [draft.data] : []))
    const counts = n >= world.changes.length / 4
    for (const { guard, by } of chosen) {
      const found = failing.has(guard)
      runs.unshift({ guard, found, change, files, event: event.id })
      if (!counts) continue
      sum.seconds += seconds.get(guard)
      if (found) sum.caught++
      if (by === 'sample') sum.sampled++
      if (by === 'sample' && found) sum.sampledCaught++
    }
    if (counts) sum.failures += failing.size
    runs = runs.slice(0, 1000)
  }
  const judged = world.changes.length - Math.ceil(world.changes.length / 4)
  // What was left out is estimated from the sample: each drawn run stands for 1/share of its kind.
  const missed = sum.failures - sum.caught
  return {
    basis,
    share,
    sample,
    failures: sum.failures,
    'caught %': Math.round((1000 * sum.caught) / sum.failures) / 10,
    'cost %': Math.round((1000 * sum.seconds) / (judged * whole)) / 10,
    missed,
    'missed by the sample': sample > 0 ? Math.round((sum.sampledCaught * (1 - sample)) / sample) : '–',
  }
}

const rows = [play(1, 0, 'areas'), play(1, 0.1, 'areas')]
for (const share of [0.1, 0.2, 0.3, 0.5]) rows.push(play(share, 0.1, 'learned'))
rows.push(play(0.5, 0, 'learned'), play(0.5, 0.05, 'learned'))
console.table(rows)
