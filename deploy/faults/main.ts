import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Ledger } from './ledger.js'
import { runPlanted } from './planted/run-planted.js'
import { CAMPAIGNS } from './promises/index.js'
import { runCampaign, type RunSettings } from './run-campaign.js'
import { runShort } from './short.js'
import { pageOf } from './summary.js'

const HELP = `npm run test:faults -- [what] [options]
  --short                     each promise a little and the quick planted bugs: what CI runs
  --promise P2 --n 300        one promise, until n were counted; goes on where the ledger ends
  --planted [--only word]     the planted bugs: each must be caught
  --summary [--write]         what the ledger says; --write puts it into docs/faults.md
  --list                      the promises that can be tried
  --seed 7                    seed of the faults (default 1)
  --ledger <file>             default .heimgewebe/faults/ledger.jsonl; the one behind docs/faults.md is docs/faults.jsonl
`
/** Line of the page below which all is written from the ledger. */
const MARK = '<!-- From docs/faults.jsonl, by `npm run test:faults -- --summary --write`. -->'

const { values } = parseArgs({
  options: {
    short: { type: 'boolean' },
    promise: { type: 'string' },
    n: { type: 'string' },
    planted: { type: 'boolean' },
    only: { type: 'string' },
    summary: { type: 'boolean' },
    write: { type: 'boolean' },
    list: { type: 'boolean' },
    seed: { type: 'string', default: '1' },
    ledger: { type: 'string' },
    help: { type: 'boolean' },
  },
})
const LEDGER = { default: '.heimgewebe/faults/ledger.jsonl', kept: 'docs/faults.jsonl' }
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const ledger = new Ledger(values.ledger ?? (values.write ? LEDGER.kept : LEDGER.default))
const settings: RunSettings = { ledger, seed: Number(values.seed), say }

// Parts die with this process: `exit` is heard only where the process ends by itself.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))

const main = async (): Promise<boolean> => {
  if (values.help) {
    say(HELP)
    return true
  }
  if (values.list) {
    for (const { id, title, unit, short } of CAMPAIGNS) say(`${id.padEnd(5)}${title} (short: ${short} ${unit})`)
    return true
  }
  if (values.summary) return summarise()
  if (values.short) return runShort(settings)
  if (values.planted) {
    const { caught, missed, notRun } = await runPlanted(settings, ({ name }) => name.includes(values.only ?? ''))
    say(`planted bugs: ${caught.length} caught, ${missed.length} missed, ${notRun.length} NOT RUN`)
    return missed.length === 0
  }
  const campaign = CAMPAIGNS.find(({ id }) => id === values.promise)
  if (campaign) return runCampaign(campaign, Number(values.n ?? campaign.short), settings)
  say(HELP)
  return false
}

const summarise = (): boolean => {
  const page = pageOf(ledger.read())
  if (!values.write) say(page)
  else {
    const [head] = readFileSync('docs/faults.md', 'utf8').split(MARK)
    writeFileSync('docs/faults.md', `${head}${MARK}\n\n${page}\n`)
  }
  return true
}

process.exit((await main()) ? 0 : 1)
