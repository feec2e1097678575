/** Events that one sentence links to. */
const MOST_LINKS = 5

/** What a renderer makes a link or a mention of without any markup: broken by a word joiner, which nobody sees. */
const AUTOLINKS = /(?<=:)(?=\/\/)|(?<=www)(?=\.)|(?<=@)|(?<=\b(?:mailto|xmpp):)/gi
const WORD_JOINER = '\u2060'

/**
 * A stranger's text in Markdown: one line of at most `most` characters of which nothing becomes a link, a picture, a
 * heading, a mention or markup of any kind, and which cannot end the quotation that it stands in.
 */
export const plainMarkdown = (text: string, most = 300): string =>
  cut(
    text
      .slice(0, 4 * most)
      .toWellFormed()
      .replaceAll(/[\p{C}\s]+/gu, ' ')
      .trim(),
    most,
  )
    .replaceAll(/[“”„]/g, '"')
    .replaceAll(/[\\`*_{}[\]()#<>!|~&$]/g, '\\$&')
    .replaceAll(AUTOLINKS, WORD_JOINER)

const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text

/** Links to the events that a sentence rests on, the first few of them, as `[1](/events/<id>)`. */
export const linksToEvents = (events: readonly string[]): string =>
  [...new Set(events)]
    .slice(0, MOST_LINKS)
    .map((event, place) => `[${place + 1}](/events/${event})`)
    .join(' ')
