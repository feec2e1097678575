import { Controller, Get } from '@nestjs/common'
import { Public } from '@heimgewebe/mesh'
import { describeChronik } from './openapi.js'

/** The description of chronik's HTTP. It holds no data, so it needs no token. */
@Controller()
@Public()
export class OpenApiController {
  /** OpenAPI 3.1. */
  @Get('openapi.json')
  describe(): object {
    return describeChronik()
  }
}
