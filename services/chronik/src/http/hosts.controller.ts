import { Controller, Get } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { HostPoller } from '../io/polls/host-poller.js'
import type { PollState } from '../io/polls/poll-hosts.js'

/** The hosts that are polled for what their webhooks did not tell. */
@Controller('hosts')
@Needs('read')
export class HostsController {
  constructor(private readonly poller: HostPoller) {}

  @Get()
  list(): { hosts: PollState[] } {
    return { hosts: this.poller.all() }
  }
}
