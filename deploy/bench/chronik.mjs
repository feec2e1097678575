// chronik beside other event stores and beside the database itself: interleaved in one run, on one Postgres that waits for
// the disk, with the same events. Prints ratios with their spread; absolute figures are those of this machine and hour.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { bundle } from '../build/bundle.mjs'
import { archiveAndRead } from './log/archive.mjs'
import { contest } from './log/contest.mjs'
import { grow } from './log/growth.mjs'
import { pictureOf } from './log/picture.mjs'
import { reportOf } from './log/report.mjs'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '1' },
    only: { type: 'string' },
    growth: { type: 'string' },
    archive: { type: 'string' },
    out: { type: 'string' },
    picture: { type: 'string' },
    from: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  process.stdout.write(`npm run bench:chronik -- [options]
  --rounds N     rounds, everything once in each (3)
  --seconds S    time of one measurement (1)
  --only WORDS   only rows whose name holds one of these words, comma between them
  --growth N     instead: one log of chronik grown to N events, measured on the way
  --archive N    instead: a log of N events and a half, three quarters of N archived, read there and beside it
  --out FILE     figures as JSON
  --picture FILE the same as SVG
  --from FILES   nothing is measured: the figures of these files, comma between them\n`)
  process.exit(0)
}

const figures = values.from ? await kept(values.from.split(',')) : await measured()
if (values.out) await writeFile(values.out, `${JSON.stringify(figures, null, 1)}\n`)
if (values.picture) await writeFile(values.picture, pictureOf(figures))
process.stdout.write(reportOf(figures))

async function kept(files) {
  const all = await Promise.all(files.map(async (file) => JSON.parse(await readFile(file, 'utf8'))))
  return Object.assign({}, ...all.reverse())
}

async function measured() {
  const root = join(import.meta.dirname, '../..')
  const peers = join(import.meta.dirname, 'peers')
  const cache = join(root, 'node_modules/.cache/heimgewebe-bench')
  if (!values.growth && !values.archive && !existsSync(join(peers, 'node_modules/.package-lock.json'))) {
    process.stderr.write('installing the peers …\n')
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: peers, stdio: 'inherit' })
  }
  await mkdir(cache, { recursive: true })
  await bundle({ entry: join(import.meta.dirname, 'log/product.mjs'), outfile: join(cache, 'product.mjs') })
  await bundle({ entry: join(root, 'services/chronik/src/main.ts'), outfile: join(cache, 'main.mjs') })
  const options = {
    product: await import(pathToFileURL(join(cache, 'product.mjs')).href),
    peers,
    main: join(cache, 'main.mjs'),
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    only: values.only?.split(','),
    say: (text) => process.stderr.write(`${text}\n`),
  }
  if (values.archive) return archiveAndRead(Number(values.archive), options)
  return values.growth ? grow(Number(values.growth), options) : contest(options)
}
