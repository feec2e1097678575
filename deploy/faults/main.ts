import { parseArgs } from 'node:util'
import { Ledger } from './ledger.js'
import { runPlanted } from './planted/run-planted.js'
import { CAMPAIGNS } from './promises/index.js'
import { runCampaign, type RunSettings } from './run-campaign.js'

const HELP = `npm run test:faults -- [what] [options]
  --promise P2 --n 300    one promise, until n faults have landed; goes on where the ledger ends
  --seed 7                seed of the faults (default 1)
  --ledger <file>         default .heimgewebe/faults/ledger.jsonl
  --planted [--only word] the planted bugs: each must be caught
  --list                  the promises that can be tried
`

const { values } = parseArgs({
  options: {
    promise: { type: 'string' },
    n: { type: 'string' },
    seed: { type: 'string', default: '1' },
    ledger: { type: 'string', default: '.heimgewebe/faults/ledger.jsonl' },
    list: { type: 'boolean' },
    planted: { type: 'boolean' },
    only: { type: 'string' },
  },
})
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const settings: RunSettings = { ledger: new Ledger(values.ledger), seed: Number(values.seed), say }

// Parts die with this process: `exit` is heard only where the process ends by itself.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))

const main = async (): Promise<boolean> => {
  if (values.list) {
    for (const { id, title, unit, short } of CAMPAIGNS) say(`${id.padEnd(5)}${title} (short: ${short} ${unit})`)
    return true
  }
  if (values.planted) {
    const { caught, missed, notRun } = await runPlanted(settings, ({ name }) => name.includes(values.only ?? ''))
    say(`planted bugs: ${caught} caught, ${missed.length} missed, ${notRun.length} NOT RUN`)
    return missed.length === 0
  }
  const campaign = CAMPAIGNS.find(({ id }) => id === values.promise)
  if (!campaign) {
    say(HELP)
    return false
  }
  return runCampaign(campaign, Number(values.n ?? campaign.short), settings)
}

process.exit((await main()) ? 0 : 1)
