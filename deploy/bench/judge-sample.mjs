// The beginning of a history as a history of its own: fewer changes, and only the questions that they can answer.
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'

/** Part of a sample that is only learned from, and the part of the time after it in which a change must turn out bad. */
const LEARNED = 0.4
const HORIZON = 0.5

const head = async (from, to, limit, each) => {
  const out = createWriteStream(to)
  let count = 0
  for await (const line of createInterface({ input: createReadStream(from) })) {
    if (count++ >= limit) break
    out.write(`${line}\n`)
    each?.(JSON.parse(line))
  }
  out.end()
  await finished(out)
}

/** Writes the first `limit` changes of `data` below `out`. Returns the folder, the day from which scores count, and the days in which a change must turn out bad. */
export const writeSample = async (data, out, limit) => {
  // The scripts know a history by the name of its folder.
  const folder = join(out, 'sample', basename(data))
  await mkdir(folder, { recursive: true })
  const times = []
  const shas = new Set()
  await head(join(data, 'changes.jsonl'), join(folder, 'changes.jsonl'), limit, ({ sha, ct }) => {
    times.push(ct)
    shas.add(sha)
  })
  if (existsSync(join(data, 'tokens.jsonl')))
    await head(join(data, 'tokens.jsonl'), join(folder, 'tokens.jsonl'), limit)
  const keep = async (name, isIn) => {
    if (!existsSync(join(data, name))) return
    const lines = readFileSync(join(data, name), 'utf8').split('\n')
    await writeFile(join(folder, name), lines.filter((line) => line !== '' && isIn(JSON.parse(line))).join('\n'))
  }
  await keep('truth.jsonl', ({ fix, inducing }) => shas.has(fix) && shas.has(inducing))
  await keep('incidents.jsonl', ({ fix }) => shas.has(fix))
  await keep('guards.jsonl', ({ inducing }) => shas.has(inducing))
  const from = new Date(times[Math.floor(LEARNED * times.length)] * 1000).toISOString().slice(0, 10)
  const days = (times.at(-1) * 1000 - Date.parse(from)) / 86_400_000
  return { folder, from, horizon: Math.max(1, Math.min(730, Math.floor(HORIZON * days))) }
}
