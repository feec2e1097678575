import { wordsOf } from '@heimgewebe/context'

/** Longest word that is kept, in characters. */
const MOST_LETTERS = 60
/** Letters by which words count as one: migrate, migration, migrations. */
const STEM = 6
/** Shortest word that tells something, in letters of its stem. */
const SHORTEST = 3

/** Words that a report of anything has: they tell what kind of text it is, not what it is about. */
const GENERAL = `
  fail fails failed failing failure error errors wrong incorrect broken break breaks crash crashes bug issue problem fix fixes
  fixed cannot never always sometimes again still unable allow allows handle handles support does did doing done don doesn
  didn isn wasn won should would could must may might will shall let lets have has had been being had
  after before when while until once since already yet now then soon first last second third next
  what who whose how why where here there this that those these them they he she we our us your my own than
  too only also even just more most less much many some any all none nothing something anything both either neither nor
  up down over under out off about above below through because due instead upon within per behind inside outside via
  without during between other another same different each every one two new old
  lack lacks missing miss lose loses lost ignore ignores ignored show shows shown use uses used user users run runs running
  work works working get gets set sets make makes made keep happen happens call calls called say says said tell told take
  takes took try tries want need needs expect expected actual received assert assertion test tests add adds added adding
  remove removes removed change changes changed update updated updates hang hangs stuck return returns open opens close closes
  start starts startup stop stops end ends count name named value values line lines code page file files part parts way ways
  item items thing things time times slow large small empty long late early minutes minute seconds second hours hour days day
  true false null undefined`

/** What a word is compared by: without its usual endings, and no longer than its beginning. */
export const stemOf = (word: string): string => {
  const singular = word.length > 4 ? withoutPlural(word) : word
  const end = singular.length > 5 ? ENDINGS.find((one) => singular.endsWith(one)) : undefined
  return singular.slice(0, Math.min(STEM, singular.length - (end?.length ?? 0)))
}

const ENDINGS = ['ing', 'ed', 'e']

const withoutPlural = (word: string): string =>
  word.endsWith('ies') ? `${word.slice(0, -3)}y` : word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word

const general = new Set(GENERAL.trim().split(/\s+/).map(stemOf))

/** The first words of a text that tell what it is about, each stem once, in their order. Numbers tell nothing. */
export const tellingWords = (text: string, most: number): string[] => {
  const found = new Map<string, string>()
  for (const word of wordsOf(text)) {
    const stem = stemOf(word)
    if (found.size === most) break
    if (found.has(stem) || stem.length < SHORTEST || general.has(stem) || /^[\d_]+$/.test(word)) continue
    found.set(stem, word.slice(0, MOST_LETTERS))
  }
  return [...found.values()]
}
