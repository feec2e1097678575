import { binAll, findEdges } from './bins.js'
import { type Growing, growRound, ROUNDS, startGrowing, type Lesson } from './boost.js'
import { growForestTree, TREES } from './forest.js'
import { newDice } from './grow-tree.js'
import { columnsInForce, isBad, knownShares, shareAt } from './label-changes.js'
import type { Learner } from './learner.js'
import { stepLinear } from './linear.js'
import { oldestOf, rowOf } from './record-rows.js'
import { joinTrees } from './tree.js'

/** Boosted models at a time; the oldest is replaced by the newest. */
const MEMBERS = 4
const FOREST_SHARE = TREES / MEMBERS
const LESSON_WORK = ROUNDS + FOREST_SHARE
/** Fewest bad changes to learn from. */
export const LEAST_BAD = 5
/** Rows of a lesson; of the good changes a part stands for all. */
const LESSON_ROWS = 5000
const EDGE_ROWS = 1500

/** The lesson of this moment: every bad change, and good ones up to the limit, each standing for as many as were left out. */
const prepareLesson = (learner: Learner, now: number): Lesson | undefined => {
  const { record } = learner
  const bad: number[] = []
  const good: number[] = []
  for (let number = oldestOf(record); number < record.matured; number++)
    (isBad(learner, number) ? bad : good).push(number)
  learner.bad = bad.length
  if (bad.length < LEAST_BAD) return undefined
  const dice = newDice(learner.lessons + 1)
  const share = Math.min(1, Math.max(LESSON_ROWS - bad.length, bad.length) / Math.max(1, good.length))
  const chosen = share === 1 ? good : good.filter(() => dice() < share)
  const numbers = [...bad, ...chosen]
  const { width } = record
  const lesson = {
    width,
    measures: new Float32Array(numbers.length * width),
    words: numbers.map((number) => record.words[rowOf(record, number)] ?? new Uint32Array(0)),
    labels: new Uint8Array(numbers.length),
    known: new Float32Array(numbers.length),
    weight: new Float32Array(numbers.length),
    guess: new Float64Array(numbers.length),
  }
  const shares = knownShares(learner.delays)
  for (const [row, number] of numbers.entries()) {
    const at = rowOf(record, number)
    lesson.measures.set(record.measures.subarray(at * width, (at + 1) * width), row * width)
    lesson.labels[row] = row < bad.length ? 1 : 0
    lesson.known[row] = shareAt(shares, now - (record.time[at] as number))
    lesson.weight[row] = row < bad.length ? 1 : 1 / share
    lesson.guess[row] = learner.base.offset + learner.base.slope * (record.baseline[at] as number)
  }
  return lesson
}

const startLesson = (learner: Learner, now: number): void => {
  const lesson = prepareLesson(learner, now)
  if (lesson === undefined) return
  learner.lessons++
  const rows = lesson.labels.length
  const step = Math.max(1, Math.ceil(rows / EDGE_ROWS))
  const some = Int32Array.from({ length: Math.floor(rows / step) }, (_, index) => index * step)
  const edges = findEdges(lesson.measures, lesson.width, some)
  learner.edges = edges
  learner.columns = columnsInForce(learner)
  const bins = binAll(lesson.measures, lesson.width, edges)
  learner.growing = startGrowing(lesson, { columns: learner.columns, edges, bins }, learner.lessons)
}

/** How often a lesson goes over its rows with the linear model. */
const EPOCHS = 2

const practise = (learner: Learner, { sample, labels, known, weight, words, trees, forest, seed }: Growing): void => {
  const dice = newDice(seed * 104_729 + trees.length * 31 + forest.length)
  const steps = Math.ceil((EPOCHS * labels.length) / LESSON_WORK)
  for (let step = 0; step < steps; step++) {
    const row = Math.floor(dice() * labels.length)
    stepLinear(learner.linear, {
      columns: sample.columns,
      bins: sample.bins,
      offset: row * sample.width,
      words: words[row] as Uint32Array,
      bad: labels[row] === 1,
      known: known[row] as number,
      weight: weight[row] as number,
    })
  }
}

const workOnLesson = (learner: Learner): void => {
  const { growing } = learner
  if (growing === undefined) return
  practise(learner, growing)
  if (growing.trees.length < ROUNDS) {
    growRound(growing)
    return
  }
  const { sample, labels, weight } = growing
  const seed = learner.lessons * 1000 + growing.forest.length
  growing.forest.push(growForestTree(sample, labels, weight, seed))
  if (growing.forest.length < FOREST_SHARE) return
  learner.boosted = [...learner.boosted, joinTrees(growing.trees)].slice(-MEMBERS)
  learner.forest = [...learner.forest, joinTrees(growing.forest)].slice(-MEMBERS)
  learner.growing = undefined
  learner.taught ??= learner.record.count
}

/** Changes over which one lesson is spread. */
const pace = (learner: Learner): number => Math.max(50, Math.min(400, learner.record.count / 8))

/** One change's part of the learning; how much depends on nothing but the changes so far. */
export const trainModels = (learner: Learner, now: number): void => {
  learner.due += LESSON_WORK / pace(learner)
  if (learner.growing === undefined && learner.due >= 1) {
    startLesson(learner, now)
    if (learner.growing === undefined) learner.due = -LESSON_WORK
  }
  for (; learner.due >= 1; learner.due--) workOnLesson(learner)
}
