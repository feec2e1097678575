import type { Commit } from './commits.js'

const COMMIT = /\b(?=[a-f]*\d)[0-9a-f]{7,64}\b/i
const TRAILER = /^\s*(?:[A-Z][A-Za-z]*(?:-[A-Za-z]+)+|cc|fixes|closes|link|reverts):/i
/** Fewest words of which a report is made. */
const FEWEST_WORDS = 4

/**
 * What somebody might have reported before a fix: its message without all that was known only afterwards. Paragraphs that name
 * a commit or a cause by its title go whole. Undefined where nothing is left that tells of trouble.
 */
export const reportOf = (fix: Commit, culprits: readonly Commit[]): { title: string; text: string } | undefined => {
  const causes = culprits.map(({ title }) => plain(title)).filter((title) => title.length >= 8)
  const tells = (text: string): boolean => COMMIT.test(text) || causes.some((title) => plain(text).includes(title))
  const title = fix.title.replace(/^(?:revert:?|fix(?:es|ed)?(?=[(:!]))\s*(?:\([^)]*\))?!?:?\s*/i, (start) =>
    /^revert/i.test(start) ? '' : scopeOf(start),
  )
  const paragraphs = fix.body
    .split(/\n\s*\n/)
    .map((paragraph) =>
      paragraph
        .split('\n')
        .filter((line) => !TRAILER.test(line))
        .join('\n')
        .trim(),
    )
    .filter((paragraph) => paragraph !== '' && !tells(paragraph))
  const kept = [...(tells(fix.title) ? [] : [title]), ...paragraphs]
  const text = kept.join('\n\n').trim()
  if (text.split(/\s+/).filter((word) => /\w{3}/.test(word)).length < FEWEST_WORDS) return undefined
  const [first = ''] = text.split('\n')
  return { title: first.slice(0, 300), text: text.slice(0, 30_000) }
}

/** `fix(parser): ` names a place, which a reporter knows too. */
const scopeOf = (start: string): string => {
  const scope = /\(([^)]*)\)/.exec(start)?.[1]
  return scope ? `${scope}: ` : ''
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/\(#\d+\)/g, '')
    .replace(/\s+/g, ' ')
    .trim()
