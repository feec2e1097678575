// The part of hauski that writes into repositories, as a process of its own that a campaign may kill: one request a line on
// its input, one answer a line on its output. All that is tried here is the product's own code.
import 'reflect-metadata'
import { createInterface } from 'node:readline'
import {
  commitFiles,
  deliverBranch,
  diffFiles,
  fetchCommit,
  findSourceFolder,
  findTrailer,
  isAncestor,
  listFiles,
  parseLocation,
  problemOfPath,
  pushBranch,
  readBranch,
  showFile,
  syncMirror,
} from '@heimgewebe/git'
import { readConfig } from '../../../services/hauski/src/config.js'
import { readOrder } from '../../../services/hauski/src/decisions/read-order.js'
import { wordCommit } from '../../../services/hauski/src/decisions/word-commit.js'
import { LocalWorld } from '../../../services/hauski/src/io/local-world.js'
import { Workshop } from '../../../services/hauski/src/io/workshop.js'
import { type Asked, type Hostile, lineOf } from './hand.js'

const config = readConfig(process.env)
const world = new LocalWorld(config, new Workshop(config))

const perform = async ({ repository, request }: Extract<Asked, { do: 'perform' }>): Promise<object> => {
  const reading = readOrder('commit_files', request.arguments, config)
  if (!reading.ok) return { verdict: 'refused', reason: reading.why }
  const { order } = reading
  const data = { decision: request.id }
  return world.perform(
    {
      id: request.id,
      name: 'acme/shop',
      repository: { location: repository, defaultBranch: 'main' },
      order,
      message: wordCommit(order, { id: request.id, data } as Parameters<typeof wordCommit>[1]),
      time: request.time,
    },
    AbortSignal.timeout(60_000),
  )
}

/** A value of a stranger at each place of the library that takes one. */
const PLACES: Readonly<Record<string, (given: Hostile, value: string) => Promise<unknown>>> = {
  'clone URL': ({ mirror }, value) =>
    syncMirror(`${mirror}.url`, parseLocation(value), { protocols: ['https', 'file'] }),
  'commit id': ({ mirror }, value) => listFiles(mirror, value),
  'fetched id': ({ mirror, repository }, value) => fetchCommit(mirror, parseLocation(repository), value),
  path: ({ mirror, sha }, value) => showFile(mirror, sha, value),
  'trailer value': ({ mirror, sha }, value) => findTrailer(mirror, sha, 'Heimgewebe-Intent', value),
  ancestor: ({ mirror, sha }, value) => isAncestor(mirror, value, sha),
  'base of a diff': ({ mirror, sha }, value) => diffFiles(mirror, value, sha),
  'branch that is read': async ({ repository }, value) => readBranch(await findSourceFolder(repository), value),
  'branch that is pushed': ({ mirror, sha }, branch) =>
    pushBranch(mirror, { branch, sha, protocols: ['file'], timeoutMs: 20_000 }),
  'branch that is delivered': async ({ mirror, repository, sha }, branch) =>
    deliverBranch(mirror, await findSourceFolder(repository), { branch, sha, expected: undefined, has: [sha] }),
  'path that is written': ({ mirror, sha }, path) => commit(mirror, sha, { path }),
  content: ({ mirror, sha }, content) => commit(mirror, sha, { content }),
  message: ({ mirror, sha }, message) => commit(mirror, sha, { message }),
  author: ({ mirror, sha }, name) => commit(mirror, sha, { name }),
}

const commit = (
  mirror: string,
  parent: string,
  { path = 'docs/x.md', content = 'x', message = 'docs: x', name = 'Ada' }: Record<string, string>,
): Promise<string | undefined> =>
  commitFiles(mirror, {
    parent,
    message,
    files: [{ path, content }],
    signature: { name, email: 'ada@example.org', seconds: 1_800_000_000 },
  })

const answer = async (asked: Asked): Promise<object> => {
  if (asked.do === 'perform') return perform(asked)
  if (asked.do === 'paths') return { refused: asked.paths.map((path) => problemOfPath(path) !== undefined) }
  const place = PLACES[asked.place]!
  await place(asked, asked.value)
  return { verdict: 'done' }
}

process.stdout.write(`${JSON.stringify({ places: Object.keys(PLACES) })}\n`)
for await (const line of createInterface({ input: process.stdin })) {
  const said = await answer(JSON.parse(line) as Asked).catch((error: unknown) => {
    const { code = 'failed', message } = error as { code?: string; message: string }
    return { verdict: code === 'refused' ? 'refused' : 'failed', reason: message }
  })
  process.stdout.write(`${lineOf(said)}\n`)
}
