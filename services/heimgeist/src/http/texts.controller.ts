import { BadRequestException, Controller, Get, Inject, Query } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { ModelDesk } from '../io/texts/model-desk.js'
import { TextStore } from '../io/texts/text-store.js'

const DAY_MS = 86_400_000
const DAYS = 30
const MOST_DAYS = 366

/** What language models were asked for, and what it cost. */
@Controller('texts')
@Needs('read')
export class TextsController {
  constructor(
    private readonly texts: TextStore,
    private readonly desk: ModelDesk,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** By day and use, the latest day first; `days` back from today, 30 where it is not said. */
  @Get('spent')
  async spent(@Query('days') given?: unknown) {
    const days = given === undefined ? DAYS : Number(given)
    if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
      throw new BadRequestException({ code: 'query', message: `days is no whole number from 1 to ${MOST_DAYS}` })
    const now = Date.now()
    const day = (ago: number): string => new Date(now - ago * DAY_MS).toISOString().slice(0, 10)
    return {
      today: { day: day(0), ...(await this.texts.today(day(0))) },
      budget: this.config.modelBudget,
      resting: this.desk.resting,
      days: await this.texts.since(day(days - 1)),
    }
  }
}
