// How well the search finds the change that a fix names, from the text of the fix.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { entriesOf, linesOf, randomFrom, withoutTrailers } from './histories.mjs'
import { LIMITS, openIndex } from './product.mjs'

/** Ranks that count. */
const DEEP = 100

const fill = async (index, entries) => {
  for (let at = 0; at < entries.length; at += 500) index.apply(entries.slice(at, at + 500))
  await index.idle()
}

/** Reciprocal ranks of the first right answer of each question, for each way of finding. */
const ranksOf = async (product, { index, vectors, provider, space }, questions) => {
  const ranks = new Map()
  const note = (way, hits, wanted) => {
    const at = hits.slice(0, DEEP).findIndex(({ subject }) => wanted.has(subject))
    if (!ranks.has(way)) ranks.set(way, [])
    ranks.get(way).push(at < 0 ? Infinity : at + 1)
  }
  for (const { text, filter, wanted } of questions) {
    const [vector] = await provider.embed([text])
    const byWords = await index.text.find(text, filter, LIMITS.candidates)
    const byVectors = (await vectors.near(space, vector, filter, LIMITS.candidates)).filter(({ score }) => score > 0)
    note('BM25 alone', byWords, wanted)
    note('vectors alone', byVectors, wanted)
    for (const weight of [0.2, 0.35, 0.5])
      note(`fusion, ${weight} vectors`, product.fuse(byWords, byVectors, { weight, full: LIMITS.candidates }), wanted)
    for (const weight of [0.2, 0.5]) note(`ranks (RRF), ${weight} vectors`, byRank(byWords, byVectors, weight), wanted)
  }
  return ranks
}

/** What was tried instead of the fusion of scores: reciprocal ranks, weighted. */
const byRank = (byWords, byVectors, weight) => {
  const scores = new Map()
  const add = (hits, share) =>
    hits.forEach(({ subject }, at) => scores.set(subject, (scores.get(subject) ?? 0) + share / (60 + at + 1)))
  add(byWords, 1 - weight)
  add(byVectors, weight)
  return [...scores].map(([subject, score]) => ({ subject, score })).sort((one, other) => other.score - one.score)
}

/** Share of the ten nearest by all numbers that are found by the shortened ones in memory, in percent. */
const foundOfNearest = async ({ index, vectors, provider, space }, incidents) => {
  const subjects = index.text.after(0, 1e9).map(({ document }) => document.subject)
  const all = await vectors.vectorsOf(space, subjects)
  const asked = await provider.embed(incidents.slice(0, 50).map(({ subject, symptom }) => `${subject}\n${symptom}`))
  let found = 0
  for (const question of asked) {
    const exact = [...all]
      .map(([subject, vector]) => ({ subject, score: vector.reduce((sum, one, at) => sum + one * question[at], 0) }))
      .sort((one, other) => other.score - one.score)
      .slice(0, 10)
    const near = new Set((await vectors.near(space, question, {}, 10)).map(({ subject }) => subject))
    found += exact.filter(({ subject }) => near.has(subject)).length
  }
  return Math.round((found / (asked.length * 10)) * 100)
}

const hit10 = (rank) => (rank <= 10 ? 1 : 0)
const reciprocal = (rank) => 1 / rank
const mean = (values) => values.reduce((sum, one) => sum + one, 0) / values.length
/** 95 % interval of a mean, by 1,000 draws. */
const interval = (values) => {
  const random = randomFrom(17)
  const means = Array.from({ length: 1000 }, () =>
    mean(Array.from(values, () => values[Math.floor(random() * values.length)])),
  ).sort((one, other) => one - other)
  return `${means[25].toFixed(3)}…${means[974].toFixed(3)}`
}

/** A row for each history, kind of question and way of finding. */
export const measureQuality = async (product, data, most, say) => {
  const rows = []
  for (const repository of (await readdir(data)).sort()) {
    const changes = await linesOf(join(data, repository, 'changes.jsonl')).catch(() => undefined)
    const incidents = await linesOf(join(data, repository, 'incidents.jsonl')).catch(() => undefined)
    if (!changes || !incidents) continue
    const opened = await openIndex(product)
    const start = performance.now()
    await fill(opened.index, entriesOf(product, changes, repository))
    const seconds = (performance.now() - start) / 1000
    say(`${repository}: ${changes.length} changes, ${Math.round(changes.length / seconds)} a second with their vectors`)
    const known = new Set(changes.map(({ sha }) => sha))
    const asked = incidents.filter(({ inducing }) => inducing.some((sha) => known.has(sha)))
    const step = Math.max(1, asked.length / most)
    const chosen = Array.from({ length: Math.min(most, asked.length) }, (_, at) => asked[Math.floor(at * step)])
    say(
      `${repository}: of the ten nearest of all, the vectors in memory find ${await foundOfNearest(opened, chosen)} %`,
    )
    for (const kind of ['title and text', 'text alone']) {
      const questions = chosen
        .filter((one) => (one.symptom ?? '').trim() !== '')
        .map((one) => ({
          text: `${kind === 'text alone' ? '' : `${one.subject}\n`}${withoutTrailers(one.symptom)}`,
          // Only what was there when the fix was written, and not the fix itself.
          filter: { until: one.time * 1000, except: `change/${repository}/${one.fix}` },
          wanted: new Set(one.inducing.map((sha) => `change/${repository}/${sha}`)),
        }))
      const ranks = await ranksOf(product, opened, questions)
      const words = ranks.get('BM25 alone')
      for (const [way, own] of ranks)
        rows.push({
          history: `${repository}, ${kind} (${questions.length})`,
          way,
          'hit@10': mean(own.map(hit10)).toFixed(3),
          '95 %': interval(own.map(hit10)),
          MRR: mean(own.map(reciprocal)).toFixed(3),
          '95 % ': interval(own.map(reciprocal)),
          'MRR over BM25': interval(own.map((rank, at) => reciprocal(rank) - reciprocal(words[at]))),
        })
    }
    await opened.index.close()
  }
  return rows
}
