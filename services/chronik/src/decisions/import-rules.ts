import {
  describeClosedBranch,
  describeMergedBranch,
  describeOpenBranch,
  describeRewrittenBranch,
  isProposal,
} from './describe-branch.js'
import { describeCommit, describeMergedPullRequest } from './describe-commit.js'
import { roughSize } from './describe-limits.js'
import { describeProposal } from './describe-proposal.js'
import {
  chooseDefaultBranch,
  describeConfiguration,
  describeImported,
  describeRegistered,
  describeRelease,
} from './describe-repository.js'
import { readConfiguration } from './read-configuration.js'
import { recogniseMessage } from './recognise-message.js'

/** The rules of the importer in one place: it is handed these and knows none itself. */
export const importRules = {
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
  describeProposal,
  roughSize,
}
