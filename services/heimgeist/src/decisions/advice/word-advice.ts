import { show } from '../show-text.js'
import type { LearnedGuide, Worth } from './learned.js'

/** Places, guides and changes that one sentence names; all stand in the event. */
const MOST_NAMED = 3
const MOST_CHANGES = 5
/** Characters of a decision's reason, which is the shorter of the two places where it stands. */
const MAX_TEXT = 500
const MAX_STATEMENT = 240

/** What the author reads, the most telling first. Names in it are a stranger's: shown, never followed. */
export const wordAdvice = (
  statement: string,
  places: readonly string[],
  {
    guides,
    changes,
    filesUnknown,
    worth,
  }: {
    readonly guides: readonly LearnedGuide[]
    readonly changes: readonly string[]
    readonly filesUnknown: boolean
    readonly worth: Worth | undefined
  },
): string => {
  const where = places.slice(0, MOST_NAMED).map((one) => show(one, 100))
  const unknown = filesUnknown ? '; its files are not known, so this is by its areas alone' : ''
  return [
    show(statement, MAX_STATEMENT),
    ` This change touches ${where.join(', ')}${more(places.length - where.length)}${unknown}.`,
    ...help(guides),
    ...like(changes),
    ...since(worth),
  ]
    .join('')
    .slice(0, MAX_TEXT)
}

const more = (count: number): string => (count > 0 ? ` and ${count} more` : '')

const help = (guides: readonly LearnedGuide[]): string[] =>
  (['runbook', 'checklist'] as const).flatMap((kind) => {
    const own = guides.filter((one) => one.kind === kind)
    const named = own.slice(0, MOST_NAMED).map(nameWithPlace)
    const lead = kind === 'runbook' ? 'What mended them' : 'Checklist'
    return named.length === 0 ? [] : [` ${lead}: ${named.join(', ')}${more(own.length - named.length)}.`]
  })

/** A guide, and where it is read. */
export const nameWithPlace = ({ name, path }: LearnedGuide): string =>
  `${show(name, 100)} (${path === null ? 'see Learned' : show(path, 100)})`

const like = (changes: readonly string[]): string[] => {
  const named = changes.slice(0, MOST_CHANGES).map((one) => show(one, 60))
  return named.length === 0 ? [] : [` Like it: ${named.join(', ')}${more(changes.length - named.length)}.`]
}

/** What came of saying so before: a recommendation that helps nobody shows it. */
const since = (worth: Worth | undefined): string[] => {
  const ended = worth === undefined ? 0 : worth.well + worth.badly
  return ended === 0 ? [] : [` Of ${ended} changes that were told so, ${worth!.badly} ended badly.`]
}
