import { Controller, Get, Query } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { Graph } from '../io/graph.js'
import { type Affected, findAffected } from '../io/questions/affected-areas.js'
import { type CoChanges, findCoChanges } from '../io/questions/co-changes.js'
import { type Dependents, findDependents } from '../io/questions/dependents.js'
import { type FileHistory, findFileHistory } from '../io/questions/file-history.js'
import { findHotspots, type Hotspots } from '../io/questions/hotspots.js'
import { findOwners, type Owners } from '../io/questions/owners.js'
import { answered, MOST } from './answers.js'
import { moment, type Parameters, subject, time, whole } from './queries.js'

const limit = (query: Parameters, fallback: number): number =>
  whole('limit', query['limit'], { least: 1, most: MOST, fallback })

/** What people ask about files, areas, changes and repositories; every answer names its events. */
@Controller('graph')
@Needs('read')
export class QuestionController {
  constructor(private readonly graph: Graph) {}

  /** What happened to a file, renames followed: `file`, `limit` of changes. */
  @Get('history')
  history(@Query() query: Parameters): Promise<FileHistory> {
    const file = subject('file', query['file'])
    const asked = { file, limit: limit(query, 50), ...moment(query) }
    return answered(
      this.graph.ask((reader) => findFileHistory(reader, asked)),
      file,
    )
  }

  /** The areas, or services, that a change reaches: `change`. */
  @Get('affected')
  affected(@Query() query: Parameters): Promise<Affected> {
    const change = subject('change', query['change'])
    const asked = { change, limit: limit(query, 100), ...moment(query) }
    return answered(
      this.graph.ask((reader) => findAffected(reader, asked)),
      change,
    )
  }

  /** What depends on a change, a symbol or a file of the code: `about`, `depth` of uses. */
  @Get('dependents')
  dependents(@Query() query: Parameters): Promise<Dependents> {
    const about = subject('about', query['about'])
    const depth = whole('depth', query['depth'], { least: 1, most: 4, fallback: 1 })
    const asked = { about, depth, limit: limit(query, 100), ...moment(query) }
    return answered(
      this.graph.ask((reader) => findDependents(reader, asked)),
      about,
    )
  }

  /** The files that change with a file: `file`. */
  @Get('cochanges')
  cochanges(@Query() query: Parameters): Promise<CoChanges> {
    const file = subject('file', query['file'])
    const asked = { file, limit: limit(query, 20), ...moment(query) }
    return answered(
      this.graph.ask((reader) => findCoChanges(reader, asked)),
      file,
    )
  }

  /** Who knows a file or an area: `about`. */
  @Get('owners')
  owners(@Query() query: Parameters): Promise<Owners> {
    const about = subject('about', query['about'])
    const asked = { about, limit: limit(query, 10), ...moment(query) }
    return answered(
      this.graph.ask((reader) => findOwners(reader, asked)),
      about,
    )
  }

  /** Where a repository hurts: `repository`, `since` a time. */
  @Get('hotspots')
  hotspots(@Query() query: Parameters): Promise<Hotspots> {
    const repository = subject('repository', query['repository'])
    const asked = { repository, since: time('since', query['since']) ?? 0, limit: limit(query, 20), ...moment(query) }
    return answered(
      this.graph.ask((reader) => findHotspots(reader, asked)),
      `repository ${repository}`,
    )
  }
}
