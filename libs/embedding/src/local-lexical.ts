import { wordsOf } from '@heimgewebe/context'
import { type EmbeddingProvider, toUnitLength } from './provider.js'

/** Longest part of a text that is read, in characters. */
const READ = 20_000
const GRAM = 4
/** What the pieces of a word weigh together, beside the word itself. */
const GRAMS = 0.6
/** Words of this length and more weigh all the same: a long word tells more than a short one. */
const TELLING = 6

/**
 * Vectors of the spelling of a text, made here, offline, always the same: each word, with identifiers taken apart, and each
 * piece of four letters is hashed to a place and a sign. The first line, as a title is, counts as much as all of it. It is
 * lexical, not semantic: it knows that `migrate` and `migrations` are alike and that `readConfig` reads a config, but not
 * that a crash is a failure.
 */
export const localLexical = (dimension = 512): EmbeddingProvider => ({
  id: 'local-lexical-1',
  dimension,
  embed: (texts) => Promise.resolve(texts.map((text) => vectorOf(text.slice(0, READ), dimension))),
})

const vectorOf = (text: string, dimension: number): Float32Array => {
  const whole = toUnitLength(spellingOf(text, dimension))
  const end = text.indexOf('\n')
  if (end < 0) return whole
  const title = toUnitLength(spellingOf(text.slice(0, end), dimension))
  return toUnitLength(whole.map((one, at) => one + title[at]!))
}

const spellingOf = (text: string, dimension: number): Float32Array => {
  const counts = new Map<string, number>()
  for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1)
  const vector = new Float32Array(dimension)
  const add = (hash: number, weight: number): void => {
    vector[(hash >>> 1) % dimension]! += hash & 1 ? weight : -weight
  }
  for (const [word, count] of counts) {
    const weight = (1 + Math.log(count)) * (Math.min(word.length, TELLING) / TELLING)
    add(mixed(hashOf(word, 0, word.length, START)), weight)
    const padded = `<${word}>`
    const pieces = padded.length - GRAM + 1
    for (let at = 0; at < pieces; at++)
      add(mixed(hashOf(padded, at, at + GRAM, PIECE)), (weight * GRAMS) / Math.sqrt(pieces))
  }
  return vector
}

/** FNV-1a of a part of a text, going on from what was hashed before it. */
const hashOf = (text: string, from: number, to: number, before: number): number => {
  let hash = before
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash
}

/** A last mixing, so that neighbouring words do not land beside each other. */
const mixed = (sum: number): number => {
  let hash = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

const START = 0x811c9dc5
/** Where the hash of a piece begins: after a sign that no word has. */
const PIECE = hashOf('#', 0, 1, START)
