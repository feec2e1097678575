import { classifyPath, type PathKind } from '../past/classify-path.js'
import type { Judgement } from '../judgement.js'
import { columnsAt, S } from './match-columns.js'
import type { SetColumn } from './measure-words.js'
import { C, type Past } from '../past/past.js'
import { mostIn, placeOf } from '../past/places.js'
import { cell, listOf } from '../past/rows.js'
import { newScratch } from '../models/scratch.js'
import type { Found } from './search-changes.js'
import { U } from './suspect-columns.js'

/** The files of a report and of its suspects: what each is for, and whose lines stand in it. */
export interface Ground {
  readonly past: Past
  readonly found: Found
  /** By change: its place among the suspects, counted from 1. */
  readonly places: Uint8Array
  readonly count: number
  readonly mostFile: number
  /** By row of a file: what it is for; and by change the part of its lines, and their number. */
  readonly kinds: Map<number, PathKind>
  readonly lines: Map<number, Standing>
  /** Share of each kind in the files where the report points. */
  readonly wanted: ReadonlyMap<PathKind, number>
}

interface Standing {
  readonly all: number
  /** By place of the suspect; at 0 the lines of all others. */
  readonly by: readonly number[]
}

/** Files of a suspect that are looked at for its lines, and for what they are for. */
const MOST_FILES = 25
const MOST_KINDS = 10
/** Neighbours in the history, and seconds, in which changes of one author are of one series. */
const SERIES = 8
const SERIES_SECONDS = 3600

const kindOf = ({ past, kinds }: Pick<Ground, 'past' | 'kinds'>, row: number): PathKind => {
  const known = kinds.get(row)
  if (known !== undefined) return known
  const kind = classifyPath(past.paths[row] ?? '')
  kinds.set(row, kind)
  return kind
}

const placesOf = newScratch((size) => new Uint8Array(size))

export const newGround = ({ past }: Judgement, found: Found, suspects: readonly number[]): Ground => {
  const kinds = new Map<number, PathKind>()
  const wanted = new Map<PathKind, number>()
  let all = 1e-9
  const { files } = found.pointed
  for (const row of files.named) all += placeOf(files, row)
  for (const row of files.named) {
    const kind = kindOf({ past, kinds }, row)
    wanted.set(kind, (wanted.get(kind) ?? 0) + placeOf(files, row) / all)
  }
  const places = placesOf(past.changes.used)
  for (const [at, change] of suspects.entries()) places[change] = at + 1
  return {
    past,
    found,
    places,
    count: suspects.length,
    mostFile: mostIn(found.files, 1e-9),
    kinds,
    lines: new Map(),
    wanted,
  }
}

const standingIn = ({ past, lines, places, count: suspects }: Ground, row: number): Standing => {
  const known = lines.get(row)
  if (known !== undefined) return known
  const by = new Array<number>(suspects + 1).fill(0)
  const blame = past.blames[row] ?? []
  let all = 0
  for (let at = 0; at < blame.length; at += 2) {
    const count = blame[at] as number
    const place = places[blame[at + 1] as number] ?? 0
    all += count
    by[place] = (by[place] as number) + count
  }
  const standing = { all, by }
  lines.set(row, standing)
  return standing
}

/** Lines of a suspect that stand to this day, and where. */
const measureLines = (ground: Ground, change: number, files: Uint32Array, added: number, set: SetColumn): void => {
  const { found, mostFile } = ground
  const { files: pointed, namedFiles } = found.pointed
  const place = ground.places[change] as number
  let alive = 0
  let inBest = 0
  let inPointed = 0
  let inNamed = 0
  for (const row of files.subarray(0, MOST_FILES)) {
    const { all, by } = standingIn(ground, row)
    const lines = by[place] as number
    const part = lines / Math.max(1, all)
    alive += lines
    inBest += (placeOf(found.files, row) / mostFile) * part
    inPointed += placeOf(pointed, row) * part
    inNamed += placeOf(namedFiles, row) * part
  }
  set(U.alive, Math.log1p(alive))
  set(U.aliveShare, alive / (1 + Math.expm1(added)))
  set(U.aliveInBest, inBest)
  set(U.aliveInPointed, inPointed)
  set(U.aliveInNamed, inNamed)
}

/** Whether a suspect touched the files that the report points to. */
const measureFiles = ({ found }: Ground, files: Uint32Array, set: SetColumn): void => {
  const { files: pointed, prefixFiles, namedFiles } = found.pointed
  let best = 0
  let sum = 0
  let prefix = 0
  let named = 0
  for (const row of files) {
    const value = placeOf(pointed, row)
    sum += value
    best = Math.max(best, value)
    prefix = Math.max(prefix, placeOf(prefixFiles, row))
    named = Math.max(named, placeOf(namedFiles, row))
  }
  set(U.pointedFile, best)
  set(U.pointedMean, sum / Math.max(1, files.length))
  set(U.prefixFile, prefix)
  set(U.namedFile, named)
}

/** Whether a suspect is of the kind that the report is about: code, tests or documents. */
const measureKinds = (ground: Ground, files: Uint32Array, set: SetColumn): void => {
  const { wanted } = ground
  const looked = files.subarray(0, MOST_KINDS)
  const shares = new Map<PathKind, number>()
  for (const row of looked) {
    const kind = kindOf(ground, row)
    shares.set(kind, (shares.get(kind) ?? 0) + 1 / looked.length)
  }
  let match = 0
  for (const [kind, share] of shares) match += share * (wanted.get(kind) ?? 0)
  set(U.codeShare, shares.get('code') ?? 0)
  set(U.documentShare, shares.get('document') ?? 0)
  set(U.testShare, shares.get('test') ?? 0)
  set(U.wantsCode, wanted.get('code') ?? 0)
  set(U.wantsDocument, wanted.get('document') ?? 0)
  set(U.kindMatch, match)
}

/** Whether a suspect fits best among the changes that its author made with it. */
const measureSeries = ({ past, found }: Ground, change: number, set: SetColumn): void => {
  const { columns } = found
  const own = columns[columnsAt(found, change) + S.any] as number
  const author = cell(past.changes, change, C.author)
  const time = cell(past.changes, change, C.time)
  let best = Math.max(1e-9, own)
  let size = 1
  const end = Math.min(past.changes.used - 1, change + SERIES)
  for (let other = Math.max(0, change - SERIES); other <= end; other++) {
    if (other === change || cell(past.changes, other, C.author) !== author) continue
    if (Math.abs(cell(past.changes, other, C.time) - time) > SERIES_SECONDS) continue
    size++
    best = Math.max(best, columns[columnsAt(found, other) + S.any] as number)
  }
  set(U.seriesOfBest, own / best)
  set(U.seriesSize, size)
}

/** Measures where a suspect stands in the files that the report points to. `added`: log of one plus its added lines. */
export const measureGround = (ground: Ground, change: number, added: number, set: SetColumn): void => {
  const files = listOf(ground.past.changeFiles, change)
  measureLines(ground, change, files, added, set)
  measureFiles(ground, files, set)
  measureKinds(ground, files, set)
  measureSeries(ground, change, set)
}

/** Sets a column to the place of each suspect in the order of another, the highest first. */
export const rankColumn = (rows: Float32Array, width: number, from: number, to: number): void => {
  const valueOf = (at: number): number => rows[at * width + from] as number
  const order = Array.from({ length: rows.length / width }, (_, at) => at).sort(
    (a, b) => valueOf(b) - valueOf(a) || a - b,
  )
  for (const [turn, at] of order.entries()) rows[at * width + to] = turn
}
