import type { Draft } from '@heimgewebe/contracts'
import {
  broughtInBy,
  type Commit,
  commitsAhead,
  type Diff,
  diffFiles,
  isAncestor,
  listUnmerged,
  mergeBase,
  readHistory,
  samePatch,
} from '@heimgewebe/git'
import { DIFF_LIMITS, type ImportContext } from './import-context.js'
import { signatureOf } from './import-signature.js'
import type { OpenBranchState } from './repository-tables.js'

/** Commits counted of a branch; one with more is not a proposal. */
const MAX_COMMITS = 251
/** Branches described at one look. Beyond that, they are told when they move. */
const MAX_BRANCHES = 500

/** A branch that is ahead, with all that an event says of it. */
interface AheadBranch {
  readonly name: string
  readonly head: Commit
  readonly base: string
  readonly commits: readonly string[]
  readonly diff: Diff
  readonly signature: string
}

/** What became of the branches since the last look. */
export interface BranchNews {
  readonly rewritten: readonly { readonly name: string; readonly before: string; readonly after: string }[]
  /** Ahead now, and other than before. */
  readonly ahead: readonly AheadBranch[]
  /** Ahead as before. */
  readonly unchanged: Readonly<Record<string, OpenBranchState>>
  /** Was ahead, and is not any more. */
  readonly landed: readonly { readonly name: string; readonly open: OpenBranchState }[]
  /** Was ahead, and is not there any more. */
  readonly gone: readonly { readonly name: string; readonly open: OpenBranchState }[]
  /** Signatures to look out for among the new commits of the default branch. */
  readonly watched: ReadonlySet<string>
}

/** Compares the branches with what the log knows of them. */
export const inspectBranches = async (context: ImportContext): Promise<BranchNews> => {
  const { mirror, known, round, signal } = context
  const { head } = round
  const open = known?.open ?? {}
  const news = { rewritten: [], ahead: [], unchanged: {}, landed: [], gone: [] } as {
    rewritten: { name: string; before: string; after: string }[]
    ahead: AheadBranch[]
    unchanged: Record<string, OpenBranchState>
    landed: { name: string; open: OpenBranchState }[]
    gone: { name: string; open: OpenBranchState }[]
  }
  const unmerged = head === undefined ? new Set<string>() : await listUnmerged(mirror, head)
  for (const [name, sha] of Object.entries(round.branches)) {
    signal.throwIfAborted()
    const before = known?.branches[name]
    if (before !== undefined && before !== sha && !(await isAncestor(mirror, before, sha)))
      news.rewritten.push({ name, before, after: sha })
    if (name === round.defaultBranch || head === undefined) continue
    const was = open[name]
    if (!unmerged.has(sha)) {
      if (was) news.landed.push({ name, open: was })
    } else if (before === sha && (was || known !== undefined)) {
      if (was) news.unchanged[name] = was
    } else if (news.ahead.length < MAX_BRANCHES) {
      const ahead = await inspectBranch(context, name, sha, head)
      if (ahead) news.ahead.push(ahead)
    }
  }
  for (const [name, was] of Object.entries(open)) {
    if (round.branches[name] !== undefined) continue
    const landed = head !== undefined && (await isAncestor(mirror, was.head, head))
    ;(landed ? news.landed : news.gone).push({ name, open: was })
  }
  const signatures = [...news.ahead, ...Object.values(open)].map((branch) => branch.signature)
  return { ...news, watched: new Set(signatures.filter(Boolean)) }
}

const inspectBranch = async (
  { mirror, rules }: ImportContext,
  name: string,
  sha: string,
  onto: string,
): Promise<AheadBranch | undefined> => {
  const commits = await commitsAhead(mirror, onto, sha, MAX_COMMITS)
  if (!rules.isProposal(name, commits.length)) return undefined
  const base = await mergeBase(mirror, onto, sha)
  // Histories that never met, as that of a branch for pages.
  if (base === undefined) return undefined
  const head = await commitAt(mirror, sha)
  if (!head) return undefined
  const diff = await diffFiles(mirror, base, sha, DIFF_LIMITS)
  return { name, head, base, commits, diff, signature: signatureOf(diff) }
}

const commitAt = async (mirror: string, sha: string): Promise<Commit | undefined> => {
  for await (const commit of readHistory(mirror, { include: [sha], newest: 1 }, { maxFiles: 0 })) return commit
  return undefined
}

/** The events about the branches, and which are open now. `landed`: new commits of the default branch by signature. */
export const describeBranches = async (
  context: ImportContext,
  news: BranchNews,
  landed: ReadonlyMap<string, readonly string[]>,
): Promise<{ readonly drafts: Draft[]; readonly open: Record<string, OpenBranchState> }> => {
  const { rules, repository, moment, known } = context
  const drafts: Draft[] = []
  const open: Record<string, OpenBranchState> = {}
  for (const { name, before, after } of news.rewritten)
    drafts.push(rules.describeRewrittenBranch(repository, name, { before, after }, moment))
  for (const branch of news.ahead) {
    const state = stateOf(context, branch)
    const squashed = await describeSquashed(context, branch.name, state, landed)
    if (squashed) {
      if (known?.open[branch.name]) drafts.push(squashed)
      continue
    }
    drafts.push(describeAhead(context, branch, known?.open[branch.name] ? 'pr.updated.v1' : 'pr.opened.v1'))
    open[branch.name] = state
  }
  for (const [name, state] of Object.entries(news.unchanged)) {
    const squashed = await describeSquashed(context, name, state, landed)
    if (squashed) drafts.push(squashed)
    else open[name] = state
  }
  for (const { name, open: was } of news.landed) drafts.push(...(await describeLanded(context, name, was)))
  for (const { name, open: was } of news.gone)
    drafts.push(
      (await describeSquashed(context, name, was, landed)) ?? rules.describeClosedBranch(repository, name, was, moment),
    )
  return { drafts, open }
}

const stateOf = ({ rules }: ImportContext, { head, base, commits, signature }: AheadBranch): OpenBranchState => {
  const { title } = rules.recogniseMessage(head.message, head.parents.length)
  return { head: head.sha, base, title, commits: commits.slice(-250), signature }
}

const describeAhead = (context: ImportContext, ahead: AheadBranch, type: 'pr.opened.v1' | 'pr.updated.v1'): Draft => {
  const { rules, repository, round, moment } = context
  const { name, head, base, commits, diff } = ahead
  const message = rules.recogniseMessage(head.message, head.parents.length)
  const place = { repository, branch: name, base: round.defaultBranch, mergeBase: base }
  return rules.describeOpenBranch(type, { ...place, head, message, commits, diff, moment })
}

/** Merged as it was: by a merge commit, or because the default branch was moved onto it. */
const describeLanded = async (context: ImportContext, name: string, open: OpenBranchState): Promise<Draft[]> => {
  const { mirror, round } = context
  const sha = round.head && (await broughtInBy(mirror, open.head, round.head))
  const by = sha && (await commitAt(mirror, sha))
  if (!by) return []
  return [landing(context, name, open, by, by.parents.length > 1 ? 'merge' : 'rebase')]
}

/** Merged in other words: one new commit of the default branch changes the same lines. */
const describeSquashed = async (
  context: ImportContext,
  name: string,
  open: OpenBranchState,
  landed: ReadonlyMap<string, readonly string[]>,
): Promise<Draft | undefined> => {
  for (const sha of landed.get(open.signature) ?? []) {
    const by = await commitAt(context.mirror, sha)
    const parent = by?.parents[0]
    if (!by || parent === undefined) continue
    if (await samePatch(context.mirror, [open.base, open.head], [parent, sha]))
      return landing(context, name, open, by, open.commits.length > 1 ? 'squash' : 'rebase')
  }
  return undefined
}

const landing = (
  { rules, repository, round }: ImportContext,
  branch: string,
  { title, commits }: OpenBranchState,
  by: Commit,
  strategy: 'merge' | 'squash' | 'rebase',
): Draft => rules.describeMergedBranch({ repository, branch, base: round.defaultBranch, title, strategy, by, commits })
