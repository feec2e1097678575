import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { playStory } from './play-story.js'
import { tableOf } from './tale.js'

const HELP = `npm run story -- [options]
  --incidents 2|3     changes of auth that go wrong (default 3); two make no pattern
  --used-by a,b       what uses the area auth, as .heimgewebe.yaml says it (default api,worker)
  --json              one JSON document instead of the story
`

const { values } = parseArgs({
  options: {
    incidents: { type: 'string', default: '3' },
    'used-by': { type: 'string', default: 'api,worker' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const write = (text: string): void => void process.stdout.write(`${text}\n`)

const main = async (): Promise<number> => {
  const incidents = values.incidents === '2' ? 2 : values.incidents === '3' ? 3 : undefined
  const usedBy = values['used-by'].split(',').filter(Boolean)
  const unknown = usedBy.filter((area) => !['api', 'worker', 'web', 'mail'].includes(area))
  if (values.help || incidents === undefined || unknown.length > 0) {
    write(HELP)
    return values.help ? 0 : 2
  }
  const folder = await mkdtemp(join(tmpdir(), 'heimgewebe-story-'))
  try {
    const play = { repository: 'acme/shop', incidents, usedBy, scenarios: true } as const
    const [told] = await playStory([play], folder, values.json ? () => undefined : write)
    if (values.json) write(JSON.stringify(told, null, 2))
    else tableOf(told!).forEach(write)
    return 0
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  return 1
})
