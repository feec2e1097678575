import type { TextFinishedV1, TextRequestedV1 } from '@heimgewebe/contracts'
import { eventsBehind } from './answer-forms.js'

type Sentences = NonNullable<TextFinishedV1['sentences']>

/** An answer in its form. */
export interface Prose {
  readonly sentences: readonly { readonly text: string; readonly events: readonly string[] }[]
}

/** Longest sentence in characters, most sentences, and most events of one, as the contract has them. */
const MOST_TEXT = 500
const MOST_SENTENCES = 40
const MOST_EVENTS = 50

/** An address, a link, a picture or a tag: nothing of a summary, and all that a reader's program might follow. */
const ADDRESS =
  /[a-z][a-z0-9+.-]*:\/\/|\bwww\.|\b(?:data|javascript|vbscript|mailto|blob|file):|\]\s*[([]|<\s*[a-z/!?%]|&#?\w+;/i

const SENTENCES = new Intl.Segmenter('en', { granularity: 'sentence' })

/**
 * The sentences of an answer that may be shown: each rests on events that the model was given. One that names none, or one
 * that was not given, is left out whole, as is one with an address. What holds several sentences is taken apart.
 */
export const keepSentences = (
  { sentences }: Prose,
  facts: TextRequestedV1['facts'],
): { readonly sentences: Sentences; readonly leftOut: number } => {
  const kept: Sentences = []
  let leftOut = 0
  for (const { text, events } of sentences) {
    const behind = eventsBehind(events, facts)?.slice(0, MOST_EVENTS)
    const clean = text
      .toWellFormed()
      .replaceAll(/[\p{C}\s]+/gu, ' ')
      .trim()
    if (behind === undefined || clean === '' || ADDRESS.test(clean)) leftOut++
    else
      for (const { segment } of SENTENCES.segment(clean))
        if (segment.trim() !== '')
          kept.push({ text: segment.trim().slice(0, MOST_TEXT).toWellFormed(), events: behind })
  }
  return { sentences: kept.slice(0, MOST_SENTENCES), leftOut }
}
