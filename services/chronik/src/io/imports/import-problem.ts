import { GitError, type GitProblem, withoutCredentials } from '@heimgewebe/git'

/** What a person can do about a problem; the message of the error says what and where. */
const NEXT: Readonly<Record<GitProblem, string>> = {
  refused: 'watch it by an absolute path or an https URL',
  not_found: 'restore it or watch the place it moved to; it is looked for again and again',
  not_a_repository: 'name the folder that holds .git, or a bare repository',
  unreadable: 'let the user that runs Heimgewebe read it',
  unreachable: 'check address, network and access; it is tried again',
  incomplete: 'complete it with `git fetch --refetch --no-filter`, or watch a whole clone',
  corrupt: 'check it with `git fsck`; the mirror is made anew and reading tried again',
  disk_full: 'free space on the disk of HEIMGEWEBE_HOME; reading goes on by itself then',
  locked: 'nothing: the lock is taken away and reading tried again',
  timeout: 'nothing: it is tried again',
  too_large: 'split it, or watch a part of it',
  cancelled: 'nothing: it goes on at the next start',
  no_git: 'install git 2.39 or newer',
  no: 'it is tried again',
  failed: 'it is tried again',
}

/** A problem in one text: what, where, what next. Without passwords, which the message of git may repeat. */
export const problemOf = (error: unknown, location: string): string => {
  const reason = error instanceof Error ? error.message : String(error)
  const next = error instanceof GitError ? NEXT[error.code] : isFull(error) ? NEXT.disk_full : 'it is tried again'
  const what = hidden(reason).slice(0, 500)
  return `${location}: ${what}. Next: ${next}`
}

/** Git may repeat a URL, in quotes or not. */
const hidden = (text: string): string => text.replace(/[a-z+]+:\/\/[^\s'"]+/gi, withoutCredentials)

const isFull = (error: unknown): boolean => /ENOSPC|EDQUOT|No space left/.test(String(error))
