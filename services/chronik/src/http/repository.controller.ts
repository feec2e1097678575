import { Controller, Get } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { ImportProgress, type ImportProgressEntry } from '../io/imports/import-progress.js'

/** The watched repositories and how far each has been read. */
@Controller('repositories')
@Needs('read')
export class RepositoryController {
  constructor(private readonly progress: ImportProgress) {}

  @Get()
  list(): ImportProgressEntry[] {
    return this.progress.all()
  }
}
