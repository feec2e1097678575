import { BadRequestException, Body, ConflictException, Controller, Get, HttpCode, Post, Query } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import type { CopiedDocument, Outcome } from '../io/copies/copied.js'
import { Copies, type CopyState } from '../io/copies/copies.js'
import { CopyError } from '../io/copies/search-copies.js'
import { type Parameters, whole } from './queries.js'

/** Most documents of one page or one request. */
const MOST = 200

/** Documents with vectors and nodes, from one stack to another. An operator's tool stands between the two. */
@Controller('copies')
@Needs('admin')
export class CopyController {
  constructor(private readonly copies: Copies) {}

  /** What is here, and whose vectors they are. */
  @Get()
  state(): CopyState {
    return this.copies.state()
  }

  /** Documents that have a vector, with it: `after` the number that the page before named, `limit`. */
  @Get('documents')
  documents(@Query() query: Parameters): Promise<{ documents: CopiedDocument[]; next: number | null }> {
    const after = whole('after', query['after'], { least: 0, most: 999_999_999, fallback: 0 })
    return this.copies.page(after, whole('limit', query['limit'], { least: 1, most: MOST, fallback: 100 }))
  }

  /** Takes documents over: `{ "provider": …, "dimension": …, "documents": […] }`. Once or many times, it is the same. */
  @Post('documents')
  @HttpCode(200)
  async adopt(@Body() body: unknown): Promise<{ vectors: Outcome; nodes: Outcome }> {
    const { provider, dimension, documents } = handover(body)
    return this.copies.adopt({ provider, dimension }, documents).catch((error: unknown) => {
      if (!(error instanceof CopyError)) throw error
      const { code, message } = error
      throw code === 'malformed' ? refused(message) : new ConflictException({ code, message }, { cause: error })
    })
  }
}

interface Handover {
  readonly provider: string
  readonly dimension: number
  readonly documents: readonly CopiedDocument[]
}

const handover = (body: unknown): Handover => {
  const given = (body ?? {}) as Partial<Handover>
  if (typeof given.provider !== 'string' || !Number.isInteger(given.dimension))
    throw refused('provider and dimension say whose vectors these are')
  if (!Array.isArray(given.documents) || given.documents.length > MOST)
    throw refused(`documents is no list of at most ${MOST}`)
  const wrong = given.documents.findIndex((one: unknown) => !isDocument(one))
  if (wrong >= 0) throw refused(`document ${wrong} is not as GET /copies/documents gives it`)
  return given as Handover
}

const isDocument = (value: unknown): boolean => {
  const { subject, vector, parts, node } = (value ?? {}) as Partial<CopiedDocument>
  return (
    isText(subject) &&
    isText(vector) &&
    Array.isArray(parts) &&
    parts.every(isPart) &&
    (node === undefined || isNode(node))
  )
}

const isPart = (value: unknown): boolean =>
  hasAll(value, ['part', 'event', 'kind', 'repository', 'title', 'body', 'names'], ['position', 'at'])

const isNode = (value: unknown): boolean =>
  hasAll(value, ['id', 'kind', 'title', 'state', 'repository', 'history'], ['position', 'at'])

const hasAll = (value: unknown, texts: readonly string[], numbers: readonly string[]): boolean => {
  const fields = (value ?? {}) as Parameters
  return texts.every((name) => isText(fields[name])) && numbers.every((name) => Number.isSafeInteger(fields[name]))
}

const isText = (value: unknown): boolean => typeof value === 'string'

const refused = (message: string): BadRequestException => new BadRequestException({ code: 'parameter', message })
