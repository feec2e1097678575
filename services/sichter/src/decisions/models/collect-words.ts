import type { Change } from '../past/change.js'
import { classifyMessage } from '../past/classify-message.js'
import { hash32 } from '../past/hash-text.js'
import { functionsOf } from '../past/remember-change.js'

/** Words of one change that are looked at; a hostile text cannot cost more. */
export const MOST_WORDS = 120
/** Words are known by their hash only: this many places. */
export const WORD_PLACES = 131_072

const WORD = /[a-z_][a-z0-9_]{2,30}/g
const BODY = 1500

const wordsOf = (text: string): string[] => text.toLowerCase().match(WORD) ?? []

const pathWords = (path: string): string[] => {
  const parts = path.split('/')
  const name = parts.pop() ?? ''
  const dot = name.lastIndexOf('.')
  return [
    `p:${path}`,
    ...parts.slice(0, 6).map((_, index) => `d:${parts.slice(0, index + 1).join('/')}`),
    ...wordsOf(name.replace(/[-.]/g, ' ')).map((word) => `n:${word}`),
    `x:${dot < 0 ? '' : name.slice(dot)}`,
  ]
}

/** The words of a change as places in the table of words: message, paths, functions and author, each kind apart. */
export const collectWords = (change: Change): Uint32Array<ArrayBuffer> => {
  const found = new Set<string>([`a:${change.author}`, `c:${classifyMessage(change.title).type}`])
  for (const word of wordsOf(change.title.slice(0, 300))) found.add(`t:${word}`)
  for (const file of change.files.slice(0, 12)) for (const word of pathWords(file.path)) found.add(word)
  for (const file of change.files.slice(0, 12))
    for (const name of functionsOf(file).slice(0, 8)) for (const word of wordsOf(name)) found.add(`f:${word}`)
  for (const word of wordsOf(change.body.slice(0, BODY))) {
    if (found.size >= MOST_WORDS) break
    found.add(`b:${word}`)
  }
  return Uint32Array.from([...found].slice(0, MOST_WORDS), (word) => hash32(word) % WORD_PLACES)
}
