// How fast the search is, and how much memory it takes.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { madeUp, realOnes } from './histories.mjs'
import { LIMITS, openIndex } from './product.mjs'

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
/** Milliseconds, waited and worked, of so many calls, one after the other. */
export const timed = async (count, work) => {
  const [times, cpu] = [[], []]
  for (let at = 0; at < count; at++) {
    const start = performance.now()
    const before = process.cpuUsage()
    await work(at)
    times.push(performance.now() - start)
    const { user, system } = process.cpuUsage(before)
    cpu.push((user + system) / 1000)
  }
  const sorted = (values) => values.sort((one, other) => one - other)
  return {
    'p50 ms': percentile(sorted(times), 0.5).toFixed(1),
    'p99 ms': percentile(times, 0.99).toFixed(1),
    'CPU ms': (cpu.reduce((sum, one) => sum + one, 0) / count).toFixed(1),
    // What others on the machine cannot make longer.
    'CPU p99 ms': percentile(sorted(cpu), 0.99).toFixed(1),
  }
}

/** A row for each kind of question. */
export const measureSpeed = async (product, data, count, say) => {
  const entries = data ? await realOnes(product, data, count) : madeUp(count)
  // A file, as a service has: words are looked for in a thread of their own there.
  const folder = await mkdtemp(join(tmpdir(), 'heimgewebe-bench-'))
  const { index } = await openIndex(product, folder)
  const start = performance.now()
  for (let at = 0; at < entries.length; at += 500) index.apply(entries.slice(at, at + 500))
  const written = performance.now() - start
  await index.idle()
  const all = performance.now() - start
  say(
    `${count} documents: ${Math.round((count / written) * 1000)}/s texts, ${Math.round((count / all) * 1000)}/s with vectors`,
  )
  const pick = (at) => entries[(at * 7919) % entries.length].part
  const short = (at) => pick(at).title
  const long = (at) => `${pick(at).title}\n${pick(at).body}`
  await timed(20, (at) => index.search(short(at + 500), {}, 20))
  const rows = []
  for (const [what, question, filter] of [
    ['a title', short, {}],
    ['a title, one repository', short, { repository: entries[0].part.repository, since: 0 }],
    ['title and body', long, {}],
  ]) {
    const [found] = [await timed(300, (at) => index.search(question(at), filter, 20))]
    const textOnly = await timed(100, (at) => index.text.find(question(at), filter, LIMITS.candidates))
    rows.push({ question: what, documents: count, ...found, 'words alone p99 ms': textOnly['p99 ms'] })
  }
  rows.push({
    question: 'like a subject',
    documents: count,
    ...(await timed(200, (at) => index.like(pick(at).subject, {}, 10, 0.3))),
  })
  const { rss, arrayBuffers } = process.memoryUsage()
  const mib = (bytes) => `${Math.round(bytes / 2 ** 20)} MiB`
  const held = `${mib(arrayBuffers)} of numbers, ${mib(index.text.held)} of them lists of words`
  rows.push({ question: `memory: ${mib(rss)} with the documents of the benchmark; ${held}`, documents: count })
  await index.close()
  await rm(folder, { recursive: true, force: true })
  return rows
}
