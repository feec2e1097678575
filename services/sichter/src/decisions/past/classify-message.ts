const CONVENTIONAL = /^(\w+)(\([^)]*\))?!?:/
const FIX_TYPES = new Set(['fix', 'bugfix', 'hotfix', 'bug'])
const OTHER_TYPES = new Set(
  'feat feature docs doc chore test tests ci style refactor perf build release wip deps i18n lint revert'.split(' '),
)
const FIX =
  /\b(fix|fixes|fixed|fixing|bug|bugs|crash|crashes|regression|leak|leaks|deadlock|segfault|oops|overflow|wrong|broken|incorrect|incorrectly|race)\b/i
const NOT_A_FIX = /\b(typos?|spelling|comments?|whitespace|indentation|lint|formatting)\b/i

/** What a message says of its change. */
export interface MessageKind {
  readonly fix: boolean
  readonly revert: boolean
  /** Type of a conventional commit, in lower case; empty without one. */
  readonly type: string
}

/** Reads the title of a change: a fix, a revert, or something else. A conventional type is believed over the words after it. */
export const classifyMessage = (title: string): MessageKind => {
  const type = CONVENTIONAL.exec(title)?.[1]?.toLowerCase() ?? ''
  const revert = /^revert\b/i.test(title) || type === 'revert'
  if (revert) return { fix: false, revert, type }
  if (FIX_TYPES.has(type)) return { fix: true, revert, type }
  if (OTHER_TYPES.has(type)) return { fix: false, revert, type }
  return { fix: FIX.test(title) && !NOT_A_FIX.test(title), revert, type }
}
