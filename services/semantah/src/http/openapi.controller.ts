import { Controller, Get } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { describeApi } from './openapi.js'

/** The description of semantah's API. It holds no data, so it needs no token. */
@Controller()
@Needs('public')
export class OpenApiController {
  /** OpenAPI 3.1. */
  @Get('openapi.json')
  describe(): object {
    return describeApi()
  }
}
