import { Controller, Get } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { OwnerPolicyStore } from '../io/policies/owner-policy-store.js'

/** The owner's policy, for people and tools. It is changed by `policy.changed.v1`. */
@Controller('policy')
@Needs('read')
export class PolicyController {
  constructor(private readonly policies: OwnerPolicyStore) {}

  /** What is in force, which version that is, and the latest versions with who changed what and why. */
  @Get()
  show() {
    return this.policies.list()
  }
}
