/** An issue or a change that a text names. */
export interface Mention {
  /** `#7` may be either on most hosts and counts as an issue; an address says what it is. */
  readonly kind: 'issue' | 'change'
  readonly repository: string
  readonly number: number
  /** 1 where the text says that it closes the issue, 0.8 where it only names it. */
  readonly confidence: number
}

/** Most mentions taken from one text. */
const MAX_MENTIONS = 50
const CLOSES = 1
const NAMES = 0.8

// owner/name#7, #7, or an address that ends in owner/name/issues/7 or …/pull/7; perhaps behind a word that closes it. The pattern
// has no nested repetition: a hostile text cannot make it slow.
const MENTION =
  /(?:\b(clos(?:e|es|ed)|fix(?:es|ed)?|resolv(?:e|es|ed)):?\s{1,3})?(?:(?<![\w./#&-])([\w.-]{1,100}\/[\w.-]{1,100})?#(\d{1,9})\b|https?:\/\/[\w.-]{1,200}\/([\w.-]{1,100}\/[\w.-]{1,100})\/(?:-\/)?(issues|pulls?|merge_requests)\/(\d{1,9})\b)/gi

/** The issues and changes that a text names, each once, at most 50. */
export const findMentions = (text: string, repository: string): Mention[] => {
  const found = new Map<string, Mention>()
  for (const [, closing, owner, short, host, thing, long] of text.matchAll(MENTION)) {
    const number = Number(short ?? long)
    const home = owner ?? host ?? repository
    const kind = thing === undefined || thing === 'issues' ? 'issue' : 'change'
    const key = `${kind} ${home}#${number}`
    const known = found.get(key)
    if (number < 1 || (known === undefined && found.size >= MAX_MENTIONS)) continue
    const confidence = Math.max(known?.confidence ?? 0, closing === undefined ? NAMES : CLOSES)
    found.set(key, { kind, repository: home, number, confidence })
  }
  return [...found.values()]
}
