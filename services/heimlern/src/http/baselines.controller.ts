import { BadRequestException, Controller, Get, Query } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { BaselineStore } from '../io/baseline-store.js'

/** Rows of a page. */
const MOST = 1000

/** What is normal for pipelines and guards, for people and tools. */
@Controller()
@Needs('read')
export class BaselinesController {
  constructor(private readonly baselines: BaselineStore) {}

  /** What was told last as normal for each pipeline and guard, and its last anomaly; of one repository where it is named. */
  @Get('baselines')
  async all(@Query('repository') repository?: unknown) {
    if (repository !== undefined && (typeof repository !== 'string' || repository.includes('\0')))
      throw new BadRequestException({ code: 'bad_request', message: 'repository must be one text' })
    return { baselines: await this.baselines.all(repository, MOST) }
  }
}
