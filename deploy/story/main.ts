import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { History, NoHistoryError } from './history/history.js'
import { playHistories, summaryOf } from './history/play-history.js'
import { playStory } from './play-story.js'
import { tableOf } from './tale.js'

const HELP = `npm run story -- [options]
  --incidents 2|3     changes of auth that go wrong (default 3); two make no pattern
  --used-by a,b       what uses the area auth, as .heimgewebe.yaml says it (default api,worker)
  --json              one JSON document instead of the story
npm run story -- --repo PATH [options]
  --repo PATH         asks the same of the real history in this folder
  --limit N           only its last N commits (default 5000)
  --questions N       incidents that are made of its fixes at most (default 30)
  --json              one JSON document instead of the answers
`

const { values } = parseArgs({
  options: {
    incidents: { type: 'string', default: '3' },
    'used-by': { type: 'string', default: 'api,worker' },
    repo: { type: 'string' },
    limit: { type: 'string', default: '5000' },
    questions: { type: 'string', default: '30' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const write = (text: string): void => void process.stdout.write(`${text}\n`)
const print = values.json ? (): void => undefined : write

const main = async (): Promise<number> => {
  if (values.help) {
    write(HELP)
    return 0
  }
  const folder = await mkdtemp(join(tmpdir(), 'heimgewebe-story-'))
  // Also after Ctrl-C, which ends the process once the mesh is down.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return values.repo === undefined ? tellStory(folder) : askHistory(resolve(values.repo), folder)
}

const tellStory = async (folder: string): Promise<number> => {
  const incidents = values.incidents === '2' ? 2 : values.incidents === '3' ? 3 : undefined
  const usedBy = values['used-by'].split(',').filter(Boolean)
  const unknown = usedBy.filter((area) => !['api', 'worker', 'web', 'mail'].includes(area))
  if (incidents === undefined || unknown.length > 0) return refuse()
  const play = { repository: 'acme/shop', incidents, usedBy, scenarios: true } as const
  const [told] = await playStory([play], folder, print)
  if (values.json) write(JSON.stringify(told, null, 2))
  else tableOf(told!).forEach(write)
  return 0
}

const askHistory = async (path: string, folder: string): Promise<number> => {
  const [limit, questions] = [Number(values.limit), Number(values.questions)]
  if (![limit, questions].every((number) => Number.isInteger(number) && number > 0)) return refuse()
  const history = await History.open(path, folder, limit)
  const [asked] = await playHistories([history], questions, print)
  if (values.json) write(JSON.stringify(asked, null, 2))
  else summaryOf(asked!).forEach(write)
  return 0
}

const refuse = (): number => {
  write(HELP)
  return 2
}

process.exitCode = await main().catch((error: unknown) => {
  const isAnswer = error instanceof NoHistoryError
  process.stderr.write(`${isAnswer ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
  return isAnswer ? 2 : 1
})
