import { BadRequestException, Controller, Get, NotFoundException, Param, Query } from '@nestjs/common'
import { isUuid } from '@heimgewebe/contracts'
import { Needs } from '@heimgewebe/mesh'
import { ActionStore, type ActionView } from '../io/action-store.js'

const MOST = 1000
const DEFAULT = 50

/** What was done to the world, and what was refused. */
@Controller('actions')
@Needs('read')
export class ActionsController {
  constructor(private readonly actions: ActionStore) {}

  /** The latest acts: `repository`, `limit` up to 1000. */
  @Get()
  async latest(@Query() query: Readonly<Record<string, unknown>>): Promise<{ actions: ActionView[] }> {
    const { limit: wanted = String(DEFAULT), repository } = query
    const limit = typeof wanted === 'string' && /^\d{1,4}$/.test(wanted) ? Number(wanted) : 0
    if (limit < 1 || limit > MOST) throw bad(`limit is not a whole number from 1 to ${MOST}`)
    if (repository !== undefined && typeof repository !== 'string') throw bad('repository is given more than once')
    return { actions: await this.actions.latest({ repository, limit }) }
  }

  /** One act, by the id of its request. */
  @Get(':request')
  async one(@Param('request') request: string): Promise<ActionView> {
    const found = isUuid(request.toLowerCase()) ? await this.actions.find(request.toLowerCase()) : undefined
    if (!found) throw new NotFoundException({ code: 'not_found', message: `no act ${request.slice(0, 100)}` })
    return found
  }
}

const bad = (message: string): BadRequestException => new BadRequestException({ code: 'parameter', message })
