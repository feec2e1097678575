// npm run bench:judge -- --data DIR [--judge DIR] [--no-tokens] [--limit N] [--python PATH]: hands a history to the judge's door and prints
// how it did, with untrained baselines beside it. DIR holds changes.jsonl, truth.jsonl and, where there are such,
// tokens.jsonl, incidents.jsonl and guards.jsonl; the other folder (by default two above the data) feed.py and judge.py, which need numpy.
import { execFile } from 'node:child_process'
import { createReadStream, existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs, promisify } from 'node:util'
import { askQuestions } from './judge-questions.mjs'
import { writeSample } from './judge-sample.mjs'

const run = promisify(execFile)
const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    judge: { type: 'string' },
    'no-tokens': { type: 'boolean', default: false },
    limit: { type: 'string' },
    python: { type: 'string', default: 'python3' },
  },
})
if (options.data === undefined) {
  process.stderr.write('which history? --data DIR names the folder that holds changes.jsonl\n')
  process.exit(2)
}
const whole = resolve(options.data)
const scripts = resolve(options.judge ?? join(whole, '../..'))
// Asked before the history is gone over for many minutes, not after.
await run(options.python, ['-c', 'import numpy']).catch(({ code }) => {
  const why = code === 'ENOENT' ? 'there is no such program' : 'it cannot import numpy, which judge.py needs'
  process.stderr.write(`${options.python}: ${why}; --python PATH names another\n`)
  process.exit(2)
})
for (const needed of [
  join(whole, 'changes.jsonl'),
  join(whole, 'truth.jsonl'),
  join(scripts, 'feed.py'),
  join(scripts, 'judge.py'),
])
  if (!existsSync(needed)) {
    process.stderr.write(`there is no ${needed}\n`)
    process.exit(2)
  }
const out = await mkdtemp(join(tmpdir(), 'judge-'))
const sample = options.limit === undefined ? undefined : await writeSample(whole, out, Number(options.limit))
const data = sample?.folder ?? whole
const since = sample === undefined ? [] : ['--from', sample.from]
const horizon = sample === undefined ? [] : ['--horizon', String(sample.horizon)]
// As the script `judge` starts it: a small nursery costs no time here and saves a third of the memory.
const door = [process.execPath, '--max-semi-space-size=4', join(import.meta.dirname, 'judge.mjs')]
const withTokens = !options['no-tokens'] && existsSync(join(data, 'tokens.jsonl'))

// The scorer uses a name of numpy that its newest versions have no more; under it the same function is found here.
const SCORER = `
import runpy, sys, numpy
if not hasattr(numpy, 'trapz'): numpy.trapz = numpy.trapezoid
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name='__main__')
`
const python = async (...args) => {
  const { stdout } = await run(options.python, args, { maxBuffer: 64 << 20 }).catch(({ message, stderr }) => {
    throw new Error(`${args.find((arg) => arg.endsWith('.py'))} ended with: ${(stderr || message).trim()}`)
  })
  // Python writes what has no value, such as the area under a curve without a positive, as NaN.
  return JSON.parse((stdout.trim().split('\n').at(-1) ?? '').replace(/\bNaN\b/g, 'null'))
}
const feed = (name, ...more) => {
  const flags = [...(withTokens ? ['--tokens'] : []), ...since]
  return python(join(scripts, 'feed.py'), '--data', data, '--out', join(out, name), ...flags, ...more, '--', ...door)
}
const judge = (mode, ...args) => python('-c', SCORER, join(scripts, 'judge.py'), mode, '--data', data, ...args)

/** Untrained answers: lines added for risk, the latest changes before the report for suspects. */
const writeBaselines = async () => {
  const scores = []
  const shas = []
  const times = []
  for await (const line of createInterface({ input: createReadStream(join(data, 'changes.jsonl')) })) {
    const { sha, la, ct } = JSON.parse(line)
    scores.push(JSON.stringify({ sha, score: la }))
    shas.push(sha)
    times.push(ct)
  }
  await writeFile(join(out, 'lines-added.jsonl'), scores.join('\n'))
  if (!existsSync(join(data, 'incidents.jsonl'))) return
  const incidents = (await readFile(join(data, 'incidents.jsonl'), 'utf8')).split('\n').filter((line) => line !== '')
  const ranks = incidents.map((line) => {
    const { fix, time } = JSON.parse(line)
    let end = times.length
    while (end > 0 && times[end - 1] >= time) end--
    return JSON.stringify({ fix, ranking: shas.slice(Math.max(0, end - 50), end).reverse() })
  })
  await writeFile(join(out, 'last-change.jsonl'), ranks.join('\n'))
}

const rows = []
const riskRow = (
  name,
  { auc_year_mean: mean, auc, auc_ci95: interval, pr_auc: pr, ece10: ece, with_evidence: evidence },
) =>
  rows.push({
    question: 'risk',
    answer: name,
    'AUC (years)': mean,
    AUC: auc,
    '95 %': interval?.join('–'),
    'PR-AUC': pr,
    ECE: ece,
    evidence,
  })
const culpritRow = (question, answer, { all }) =>
  rows.push({ question, answer, n: all.n, 'top-1': all.top1, 'top-5': all.top5, MRR: all.mrr })

try {
  await writeBaselines()
  const timing = await feed('text')
  riskRow('sichter', await judge('risk', ...since, ...horizon, '--scores', join(out, 'text/scores.jsonl')))
  riskRow('lines added', await judge('risk', ...since, ...horizon, '--scores', join(out, 'lines-added.jsonl')))
  if (existsSync(join(data, 'incidents.jsonl'))) {
    await feed('symptom', '--text', 'symptom')
    culpritRow('report', 'sichter', await judge('culprit', '--ranks', join(out, 'text/ranks.jsonl')))
    culpritRow('symptom', 'sichter', await judge('culprit', '--ranks', join(out, 'symptom/ranks.jsonl')))
    culpritRow('report', 'last change', await judge('culprit', '--ranks', join(out, 'last-change.jsonl')))
  }
  const asked = await askQuestions({ data, out, command: door, withTokens })
  rows.push(...asked.costs.map((cost) => ({ question: 'cost', ...cost })))
  if (asked.incidents > 0)
    culpritRow('fix known', 'sichter', await judge('culprit', '--ranks', join(out, 'fix-ranks.jsonl')))
  if (asked.guards > 0) {
    const { n, 'hit@10%': hit, 'hit@5%': half, mrr } = await judge('guards', '--picks', join(out, 'picks.jsonl'))
    rows.push({ question: 'guards', answer: 'sichter', n, 'hit@10 %': hit, 'hit@5 %': half, MRR: mrr })
  }
  for (const question of new Set(rows.map((row) => row.question)))
    console.table(rows.filter((row) => row.question === question))
  process.stdout.write(`${JSON.stringify({ data, tokens: withTokens, ...timing, rows })}\n`)
} finally {
  await rm(out, { recursive: true, force: true })
}
