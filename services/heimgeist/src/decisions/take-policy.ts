import { contentHash, type MeshEvent } from '@heimgewebe/contracts'
import { findLevel, type Levels } from './find-level.js'
import { makeDecision, reason } from './make-decision.js'

/** Name of the one policy that the owner writes; learned ones are rules. */
const NAME = 'default'

/** Why a policy is not taken: another service's, another name, bytes other than those of its hash, or out of turn. */
export const whyRefused = (
  { source, data }: Pick<MeshEvent<'policy.changed.v1'>, 'source' | 'data'>,
  version: number,
): string | undefined => {
  if (/^heimgewebe\/(?!leitstand$)/.test(source)) return `${source} has no say in the policy`
  if (data.policy !== NAME) return `there is no policy ${data.policy}; the owner's is called ${NAME}`
  if (data.version !== version + 1)
    return `version ${data.version} is out of turn: ${version} is in force, so the next is ${version + 1}`
  if (contentHash(data.content) !== data.content_sha256) return 'its content is not that of its hash'
  return undefined
}

/** The decision that a policy is refused; what was in force stays. */
export const refusePolicy = (event: MeshEvent<'policy.changed.v1'>, levels: Levels, why: string) =>
  makeDecision(event, 'policy', {
    act: 'change',
    chosen: 'refuse',
    agent: 'heimgeist',
    level: findLevel(levels, { agent: 'heimgeist', act: 'change', repository: undefined }),
    reasons: [reason(`version ${event.data.version} of the policy is refused: ${why}`, [event.id], event.id)],
  })
