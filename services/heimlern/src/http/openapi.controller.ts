import { Controller, Get } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { description } from './openapi.js'

/** The description of heimlern's API. It holds no data, so it needs no token. */
@Controller()
@Needs('public')
export class OpenApiController {
  /** OpenAPI 3.1. */
  @Get('openapi.json')
  describe(): object {
    return description
  }
}
