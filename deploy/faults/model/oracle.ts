import { createServer, type Server } from 'node:net'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { type Verdict, verdict } from '../checker/check.js'
import { UNCITED } from './words.js'

/** A text as it was asked for: the events of its facts. */
export type Wishes = ReadonlyMap<string, ReadonlySet<string>>

/** Rows of the log in one reading. */
const PAGE = 5000
/** What a program that shows text might follow, or nobody sees. Written here, and not taken from the product. */
const HARMFUL =
  /:\/\/|www\.|javascript:|data:text|mailto:|<\/?[a-z!]|\]\(|!\[|\]\[|[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/i

interface Finished {
  readonly request: string
  readonly outcome: string
  readonly usd: number
  readonly sentences?: readonly { readonly text: string; readonly events: readonly string[] }[]
  readonly rule?: { readonly pattern: string }
}

/** What the log says after a campaign. */
export interface LogSays {
  readonly verdicts: Verdict[]
  readonly outcomes: Record<string, number>
  readonly sentences: number
}

/** Reads the log by plain SQL, after a position, and judges it: nothing but intents and results of the texts, and each result holds what it may. */
export const judgeLog = async (
  url: string,
  after: number,
  wishes: Wishes,
  canaries: readonly string[],
): Promise<LogSays> => {
  const strange: string[] = []
  const uncited: string[] = []
  const shown: string[] = []
  const leaked: string[] = []
  const counts = new Map<string, number>()
  const outcomes: Record<string, number> = {}
  let [sentences, rows] = [0, 0]
  for await (const { type, source, body } of rowsOf(url, after)) {
    rows++
    for (const canary of canaries) if (body.includes(canary)) leaked.push(`${canary.slice(0, 12)}… in ${type}`)
    if (type === 'text.requested.v1') continue
    if (source !== 'heimgewebe/heimgeist' || !/^text\.(started|finished)\.v1$/.test(type))
      strange.push(`${type} of ${source}`)
    if (type !== 'text.finished.v1') continue
    const { request, outcome, sentences: told = [], rule } = (JSON.parse(body) as { data: Finished }).data
    counts.set(request, (counts.get(request) ?? 0) + 1)
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    for (const { text, events } of told) {
      sentences++
      const given = wishes.get(request)
      if (events.length === 0 || !given || events.some((event) => !given.has(event)) || text.includes(UNCITED))
        uncited.push(text.slice(0, 80))
      if (HARMFUL.test(text)) shown.push(JSON.stringify(text.slice(0, 80)))
    }
    if (rule && /[\u0000-\u0008\u000b-\u001f\u202a-\u202e]/.test(rule.pattern))
      shown.push(JSON.stringify(rule.pattern.slice(0, 80)))
  }
  const wrong = [...wishes.keys()]
    .filter((request) => counts.get(request) !== 1)
    .map((request) => `${request}: ${counts.get(request) ?? 0} results`)
  return {
    outcomes,
    sentences,
    verdicts: [
      verdict('P24 nothing follows but intents and results', rows, strange),
      verdict('P24 each text has one result', wishes.size, wrong),
      verdict('P24 each sentence rests on events that were given', sentences, uncited),
      verdict('P24 nothing that a reader’s program would follow', sentences, shown),
      verdict('P24 no secret in the log', rows, leaked),
    ],
  }
}

async function* rowsOf(url: string, after: number): AsyncGenerator<{ type: string; source: string; body: string }> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (let last = after; ;) {
      const { rows } = await client.query<{ position: string; type: string; source: string; body: string }>(
        'select position, type, source, body from chronik.log where position > $1 order by position limit $2',
        [last, PAGE],
      )
      yield* rows
      if (rows.length < PAGE) return
      last = Number(rows.at(-1)!.position)
    }
  } finally {
    await client.end()
  }
}

/** A hash of every table of some services but for what a text may change: rights, policies, approvals, acts, agents. */
export const hashOfRights = async (
  query: (text: string) => Promise<readonly Record<string, unknown>[]>,
  services: readonly string[],
): Promise<string> => {
  const tables = await query(
    `select schemaname || '.' || quote_ident(tablename) as name from pg_tables where schemaname in (${services.map((name) => `'${name}'`).join(', ')})
      and tablename !~ '^(mesh_(inbox|outbox|cursor|act|attempt|try|tries)|kysely)' and not (schemaname = 'heimgeist' and tablename = 'text') order by 1`,
  )
  const hashes = []
  for (const { name } of tables)
    hashes.push(
      `${String(name)} ${String((await query(`select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as hash from ${String(name)} t`))[0]?.['hash'])}`,
    )
  return hashes.join('\n')
}

/** What is wrong with a page of leitstand: the draft of a post-mortem, or the room itself. */
export const harmIn = (markdown: string): string[] => {
  const own = markdown.replaceAll(/\[\d+\]\(\/events\/[0-9a-f-]{36}\)/g, '').replaceAll(/\\[\s\S]/g, '')
  const found = /!\[|\]\(|<|:\/\/|www\.|javascript:|[\u0000-\u0008\u000b-\u001f\u202a-\u202e]/i.exec(own)
  return found ? [own.slice(Math.max(0, found.index - 40), found.index + 40)] : []
}

/** A server that nobody should ever reach: it counts whoever does. */
export class Trap {
  touched = 0
  private readonly server: Server = createServer((socket) => {
    this.touched++
    socket.destroy()
  })

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  stop(): void {
    this.server.close()
  }
}
