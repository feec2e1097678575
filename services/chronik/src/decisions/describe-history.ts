import {
  describeClosedBranch,
  describeMergedBranch,
  describeOpenBranch,
  describeRewrittenBranch,
  isProposal,
} from './describe-branch.js'
import { describeCommit, describeMergedPullRequest } from './describe-commit.js'
import { roughSize } from './describe-limits.js'
import {
  chooseDefaultBranch,
  describeConfiguration,
  describeImported,
  describeRegistered,
  describeRelease,
} from './describe-repository.js'
import { readConfiguration } from './read-configuration.js'
import { recogniseMessage } from './recognise-message.js'

/** All rules by which the history of a repository becomes events, for the importer, which knows none of its own. */
export const historyRules = {
  recogniseMessage,
  describeCommit,
  describeMergedPullRequest,
  describeRelease,
  describeRegistered,
  describeImported,
  describeConfiguration,
  readConfiguration,
  chooseDefaultBranch,
  isProposal,
  describeOpenBranch,
  describeMergedBranch,
  describeClosedBranch,
  describeRewrittenBranch,
  roughSize,
}
