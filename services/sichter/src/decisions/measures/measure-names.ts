import type { Change } from '../past/change.js'
import { log } from './log.js'

/** Names of one side of a change that are looked at: the most frequent. */
const MOST_NAMES = 100

/** Words of prose, as they stand in comments and documents. */
const PROSE = new Set(
  (
    'the of to and is in for that this it be as are with not on or by an from was will when have has can which if but at we ' +
    'should so only then all its do does use used'
  ).split(' '),
)
/** Words by which code branches, repeats and leaves, in common languages. */
const CONTROL = new Set(
  (
    'if else for while switch case return goto break continue try catch throw throws finally except raise await async yield ' +
    'do elif match unless'
  ).split(' '),
)
/** Names where mistakes with memory, threads and missing values happen, in common languages. */
const DELICATE = new Set(
  (
    'free malloc calloc realloc xmalloc xzalloc lock unlock mutex null NULL nullptr None undefined sizeof memcpy memset strcpy ' +
    'delete new unsafe volatile atomic errno assert pthread subscribe unsubscribe Promise unwrap'
  ).split(' '),
)

const countIn = (names: readonly string[], words: ReadonlySet<string>): number =>
  names.reduce((sum, name) => sum + (words.has(name) ? 1 : 0), 0)

/** What the names in the changed lines say of the code; zeros where the source does not tell them. */
export const measureNames = ({ tokens }: Change) => {
  const added = tokens?.added.slice(0, MOST_NAMES) ?? []
  const deleted = new Set(tokens?.deleted.slice(0, MOST_NAMES))
  const fresh = added.filter((name) => !deleted.has(name))
  const both = added.length - fresh.length
  const prose = countIn(added, PROSE)
  return {
    namesAdded: log(added.length),
    namesFresh: log(fresh.length),
    /** What a change moves or renames has most of its names on both sides. */
    namesShared: both / Math.max(1, added.length + deleted.size - both),
    prose: prose / Math.max(1, added.length),
    control: countIn(fresh, CONTROL),
    delicate: countIn(fresh, DELICATE),
    namesOfCode: log(fresh.length - prose),
  }
}
