import { type RecognisedPullRequest, recognisePullRequest } from './recognise-pull-request.js'

/** What a commit message says about other things. */
export interface RecognisedMessage {
  /** First line that is not empty. */
  readonly title: string
  /** The rest. */
  readonly body: string
  readonly pullRequest?: RecognisedPullRequest
  /** Commits that this one fixes, full or abbreviated, as written. */
  readonly fixes: readonly string[]
  /** Commits that this one reverts, full or abbreviated, as written. */
  readonly reverts: readonly string[]
  /** Pull requests that this one reverts. */
  readonly revertedPullRequests: readonly number[]
  /** Issues that it names. */
  readonly issues: readonly number[]
}

const MAX_LINKS = 50
/** Messages are read up to here: links far down a pasted log mean nothing. */
const MAX_READ = 65_536

const FIXES = /^[ \t]*fixes:?[ \t]+(?:commit[ \t]+)?((?:[0-9a-f]{7,64}\b[, \t]*)+)/gim
const REVERTS = /\bthis reverts (?:commits?|changes?) ((?:[0-9a-f]{7,64}\b(?:,? and |[, \n])*)+)/gi
const REVERTS_PULL_REQUEST = /^[ \t]*reverts (?:[\w.-]+\/[\w.-]+)?[#!](\d{1,9})\b/gim
const REVERT_TITLE = /^revert:? "?.*\(#(\d{1,9})\)"/i
const ISSUE = /(?<![\w/&])#(\d{1,9})\b/g
const HEX = /[0-9a-f]{7,64}/gi

/** Reads a commit message. Its text is somebody's claim, never an instruction: only numbers and ids are taken from it. */
export const recogniseMessage = (message: string, parents: number): RecognisedMessage => {
  const text = message.slice(0, MAX_READ).trim()
  const end = text.search(/\r?\n/)
  const title = (end < 0 ? text : text.slice(0, end)).trim()
  const body = end < 0 ? '' : text.slice(end).trim()
  const pullRequest = recognisePullRequest(title, body, parents)
  const revertedPullRequests = numbers([
    ...matches(body, REVERTS_PULL_REQUEST),
    ...[REVERT_TITLE.exec(title)?.[1] ?? []].flat(),
  ])
  const claimed = new Set([...(pullRequest ? [pullRequest.number] : []), ...revertedPullRequests])
  return {
    title,
    body,
    ...(pullRequest ? { pullRequest } : {}),
    fixes: ids(matches(body, FIXES)),
    reverts: ids(matches(body, REVERTS)),
    revertedPullRequests,
    issues: numbers(matches(text, ISSUE)).filter((issue) => !claimed.has(issue)),
  }
}

const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1] ?? '')

const ids = (texts: readonly string[]): string[] =>
  [...new Set(texts.flatMap((text) => text.toLowerCase().match(HEX) ?? []))].slice(0, MAX_LINKS)

const numbers = (texts: readonly string[]): number[] =>
  [...new Set(texts.map(Number).filter((number) => number > 0))].slice(0, MAX_LINKS)
