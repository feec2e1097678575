import { BadRequestException, Body, ConflictException, Controller, HttpCode, Post } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { isAbsolute } from 'node:path'
import { EventLog } from '../io/append/event-log.js'

/** The log's portable form, for the one who moves it. */
@Controller('log')
@Needs('admin')
export class PortableLogController {
  constructor(private readonly log: EventLog) {}

  /** Fills the empty log from segments in a folder, or one file, of this machine. 409 when it is not empty, 400 when the chain is broken. */
  @Post('restore')
  @HttpCode(200)
  async restore(@Body() body: { from?: unknown } | undefined): Promise<{ position: number; hash: string }> {
    const from = body?.from
    if (typeof from !== 'string' || !isAbsolute(from))
      throw new BadRequestException({ code: 'bad_request', message: 'from is an absolute path' })
    const restored = await this.log.restore(from).catch((error: unknown) => {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ENOENT' && code !== 'EACCES' && code !== 'ENOTDIR') throw error
      throw new BadRequestException({ code: 'bad_request', message: `${from} cannot be read: ${code}` })
    })
    if (restored.ok) return { position: restored.position, hash: restored.hash }
    const { code, message } = restored
    throw code === 'not_empty' ? new ConflictException({ code, message }) : new BadRequestException({ code, message })
  }
}
