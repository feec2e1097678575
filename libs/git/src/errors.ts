/** Why git, or a check before git, said no. Callers decide by this word, never by the text. */
export type GitProblem =
  | 'no' // the answer to a yes-or-no question
  | 'refused' // a value from outside that must not reach git
  | 'not_found' // the folder, commit, file or ref is not there
  | 'not_a_repository'
  | 'unreadable' // there, but this user may not read it
  | 'unreachable' // a host did not answer or wants a password
  | 'incomplete' // a partial clone, which cannot hand out what it lacks
  | 'corrupt'
  | 'disk_full'
  | 'locked'
  | 'timeout'
  | 'too_large'
  | 'cancelled'
  | 'no_git' // the program is not installed
  | 'failed'

/** Something that git could not do. `code` says what kind it is; the message says what and where. */
export class GitError extends Error {
  override readonly name = 'GitError'

  constructor(
    readonly code: GitProblem,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** In this order: an early pattern explains the later ones that git prints after it. */
const PATTERNS: readonly (readonly [RegExp, GitProblem])[] = [
  [/No space left on device|Disk quota exceeded/i, 'disk_full'],
  [/\.lock': File exists|Another git process seems to be running/i, 'locked'],
  [/Permission denied|dubious ownership/i, 'unreadable'],
  [/promisor|lazy fetching disabled/i, 'incomplete'],
  [/does not appear to be a git repository|not a git repository|repository '.*' not found/i, 'not_a_repository'],
  [
    /Could not resolve host|unable to access|Connection (refused|reset|timed out)|Authentication failed/i,
    'unreachable',
  ],
  [/terminal prompts disabled|could not read Username|timed out|early EOF|hung up unexpectedly/i, 'unreachable'],
  [/\[(remote )?rejected\]|failed to push some refs/i, 'refused'],
  [/transport '.*' not allowed|protocol .* not (allowed|supported)/i, 'refused'],
  [
    /object file .* is empty|loose object .* is corrupt|packfile .* (cannot|does not)|inflate|bad tree object/i,
    'corrupt',
  ],
  [/missing (blob|tree|commit)|unable to read (tree|sha1|[0-9a-f]{40})|did not send all necessary objects/i, 'corrupt'],
  [
    /does not exist in|bad (object|revision)|unknown revision|Not a valid object name|invalid object name/i,
    'not_found',
  ],
]

/** The kind of a failure, read from what git printed in the C locale. */
export const problemIn = (stderr: string): GitProblem =>
  PATTERNS.find(([pattern]) => pattern.test(stderr))?.[1] ?? 'failed'
