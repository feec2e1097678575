export type { ChangedIdentifiers } from './identifiers.js'
export type { Commit, Diff, DiffLimits, FileChange, FileStatus, Hunk } from './change.js'
export { type CheckoutOptions, checkoutTree } from './checkout-tree.js'
export { type NewCommit, type NewFile, type Signature, commitFiles } from './commit-files.js'
export { CommitResolver } from './commit-resolver.js'
export { CommitSet } from './commit-set.js'
export { aheadBehind, broughtInBy, commitsAhead, diffFiles, firstParent, mergeBase, samePatch } from './compare.js'
export { type Delivery, deliverBranch } from './deliver-branch.js'
export { readBranch } from './move-ref.js'
export { GitError, type GitProblem } from './errors.js'
export {
  type Location,
  holdsCredentials,
  identityOfFolder,
  identityOfUrl,
  mirrorNameOf,
  parseLocation,
  withoutCredentials,
} from './location.js'
export { mayConnect } from './may-connect.js'
export {
  DETACHED_BRANCH,
  type SyncOptions,
  type SyncedSource,
  fetchCommit,
  removeMirror,
  syncMirror,
} from './mirror.js'
export { listFiles, readBlobs, readFiles, type TreeFile } from './list-files.js'
export { findTrailer } from './find-trailer.js'
export { problemOfPath } from './new-path.js'
export { revertCommit } from './revert-commit.js'
export { isAbbreviation, isRefName, isSha } from './names.js'
export { type CommitNode, type CommitRange, readCommits, readGraph, readHistory } from './read-history.js'
export { type Branch, type Tag, hasCommit, isAncestor, listBranches, listTags, listUnmerged } from './refs.js'
export { type Push, pushBranch } from './push-branch.js'
export { showFile } from './show-file.js'
export { type SourceFolder, findSourceFolder, originUrl } from './source-folder.js'
export { SourceWatcher } from './source-watcher.js'
export { clearStaleLocks } from './stale-locks.js'
