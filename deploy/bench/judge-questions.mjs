// Hands a history to the judge's door and asks what feed.py does not: the culprit once the fix is known, and the tests
// to run for a change. Each question is asked at its own time, so nothing of a later change can leak into the answer.
import { spawn } from 'node:child_process'
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const linesOf = (path) =>
  existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line))
    : []

/** Milliseconds of CPU that a process' main thread has used, which other load on the machine does not change; NaN where no such list is kept. */
const cpuOf = (pid) => {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ', 1)[0]) / 1e6
  } catch {
    return NaN
  }
}

/** Megabytes that a process holds now, and held at most. */
const memoryOf = (pid) => {
  const status = existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : ''
  const of = (name) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? NaN) / 1024)
  return { 'RSS MB': of('VmRSS'), 'most RSS MB': of('VmHWM') }
}

/** How the costs of single answers are spread. */
const spreadOf = (name, costs) => {
  const sorted = Float64Array.from(costs).sort()
  const at = (part) => Number((sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN).toFixed(2))
  return { 'CPU ms': name, n: costs.length, median: at(0.5), p95: at(0.95), p99: at(0.99), most: at(1) }
}

/** A door that answers each line before the next is sent. */
const openDoor = (command) => {
  const child = spawn(command[0], command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] })
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const costs = new Map()
  return {
    ask: async (line) => {
      const before = cpuOf(child.pid)
      child.stdin.write(`${JSON.stringify(line)}\n`)
      const { value, done } = await answers.next()
      if (done) throw new Error('the judge ended before its answer')
      if (!costs.has(line.type)) costs.set(line.type, [])
      costs.get(line.type).push(cpuOf(child.pid) - before)
      return JSON.parse(value)
    },
    costs: () => [...costs].map(([name, list]) => ({ ...spreadOf(name, list), ...memoryOf(child.pid) })),
    close: () => child.stdin.end(),
  }
}

/** Writes `fix-ranks.jsonl` and `picks.jsonl` into `out`. Returns how many of each were asked, and what the answers cost. */
export const askQuestions = async ({ data, out, command, withTokens }) => {
  const incidents = linesOf(join(data, 'incidents.jsonl')).sort((a, b) => a.time - b.time)
  const wanted = new Set(incidents.map(({ fix }) => fix))
  const cases = Map.groupBy(linesOf(join(data, 'guards.jsonl')), ({ inducing }) => inducing)
  // NOTE: the fixes are read ahead, for the one question that hands them over; the door sees them with it, and not before.
  const fixes = new Map()
  const read = async function* () {
    const changes = createInterface({ input: createReadStream(join(data, 'changes.jsonl')) })[Symbol.asyncIterator]()
    const tokens = withTokens
      ? createInterface({ input: createReadStream(join(data, 'tokens.jsonl')) })[Symbol.asyncIterator]()
      : undefined
    for (;;) {
      const { value, done } = await changes.next()
      if (done) return
      const change = { type: 'change', ...JSON.parse(value), scored: true }
      if (tokens !== undefined) {
        const [, added, deleted] = JSON.parse((await tokens.next()).value)
        change.tokens = { added, deleted }
      }
      yield change
    }
  }
  if (wanted.size > 0) for await (const change of read()) if (wanted.has(change.sha)) fixes.set(change.sha, change)
  const ranks = createWriteStream(join(out, 'fix-ranks.jsonl'))
  const picks = createWriteStream(join(out, 'picks.jsonl'))
  const door = openDoor(command)
  let next = 0
  let guards = 0
  for await (const change of read()) {
    for (; next < incidents.length && incidents[next].time <= change.ct; next++) {
      const { fix, time, text } = incidents[next]
      const { ranking } = await door.ask({ type: 'incident', id: fix, time, text, fix: fixes.get(fix) })
      ranks.write(`${JSON.stringify({ fix, ranking: ranking ?? [] })}\n`)
    }
    await door.ask(change)
    for (const { id } of cases.get(change.sha) ?? []) {
      const { ranking } = await door.ask({ type: 'guards', id, sha: change.sha })
      picks.write(`${JSON.stringify({ id, ranking: ranking ?? [] })}\n`)
      guards++
    }
  }
  const costs = door.costs()
  door.close()
  await Promise.all([ranks, picks].map((file) => new Promise((resolve) => file.end(resolve))))
  return { incidents: next, guards, costs }
}
