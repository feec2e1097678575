import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { ChangeStore } from '../io/change-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Learns the head of a proposed change, so that a command about it works before it is judged. */
@Controller()
export class OnPrOpened {
  constructor(private readonly changes: ChangeStore) {}

  @OnEvent('pr.opened.v1')
  handle({ subject, data }: MeshEvent<'pr.opened.v1'>, delivery: Delivery<HeimgeistTables>): Draft[] {
    this.changes.tell(delivery, { change: subject, repository: data.repository, sha: data.head })
    return []
  }
}
