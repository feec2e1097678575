import {
  BadRequestException,
  Body,
  Controller,
  Get,
  HttpCode,
  HttpException,
  NotFoundException,
  Post,
  Query,
} from '@nestjs/common'
import {
  type Context,
  type ContextRequest,
  ContextTooLargeError,
  type Diagnostics,
  type Message,
  type Recollection,
} from '@heimgewebe/context'
import { Needs } from '@heimgewebe/mesh'
import { ContextEngine } from '../io/context/context-engine.js'
import { type Note, NoteStore } from '../io/memory/note-store.js'
import { type RecalledNote, RecallNotes } from '../io/memory/recall-notes.js'
import { text, whole } from './queries.js'

type Parameters = Readonly<Record<string, unknown>>

const MAX_TEXT = 100_000
const MOST_MESSAGES = 200
const MOST_FILES = 200

/** What jobs remember, and the contexts that are built of it. All text in an answer is data that others wrote. */
@Controller()
@Needs('read')
export class MemoryController {
  constructor(
    private readonly notes: NoteStore,
    private readonly recalls: RecallNotes,
    private readonly engine: ContextEngine,
  ) {}

  /** The active notes of a job, newest first: `job`, `limit`. */
  @Get('notes')
  async list(@Query() query: Parameters): Promise<{ notes: Note[] }> {
    const limit = whole('limit', query['limit'], { least: 1, most: 2000, fallback: 100 })
    return { notes: await this.notes.active(needed('job', query['job'], 100), limit) }
  }

  /** The notes of a job that fit a question: `job`, `q`, `deep` true or false, `limit`. */
  @Get('recall')
  recall(@Query() query: Parameters): Promise<Recollection<RecalledNote>> {
    const limit = whole('limit', query['limit'], { least: 1, most: 100, fallback: 10 })
    const deep = text('deep', query['deep']) === 'true'
    return this.recalls.recall(needed('job', query['job'], 100), needed('q', query['q'], 4000), {
      deep,
      limit,
      now: Date.now(),
    })
  }

  /** Builds a context: `job`, `step`, `role`, `task`, `stepText`, `base`, and the `repository` whose files may be read. Changes nothing but the record of it. */
  @Post('context')
  @HttpCode(200)
  async build(@Body() body: unknown): Promise<Context> {
    const { repository, ...request } = requestOf(body)
    try {
      return await this.engine.build(request, repository)
    } catch (error) {
      if (error instanceof ContextTooLargeError)
        throw new HttpException({ code: error.code, message: error.message }, 413)
      throw error
    }
  }

  /** What the context of a step was made of: `job`, `step`. */
  @Get('context')
  async metric(@Query() query: Parameters): Promise<Diagnostics> {
    const [job, step] = [needed('job', query['job'], 100), needed('step', query['step'], 100)]
    const found = await this.engine.metric(job, step)
    if (!found) throw new NotFoundException({ code: 'unknown', message: `no context was built for ${step} of ${job}` })
    return found
  }
}

const bad = (message: string): BadRequestException => new BadRequestException({ code: 'parameter', message })

const needed = (name: string, value: unknown, most: number): string => {
  if (typeof value !== 'string' || value.trim() === '') throw bad(`${name} is missing`)
  if (value.length > most) throw bad(`${name} is longer than ${most} characters`)
  return value.toWellFormed().replaceAll('\0', '\uFFFD')
}

const requestOf = (body: unknown): ContextRequest & { repository?: string } => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw bad('the body is no JSON object')
  const given = body as Parameters
  const titled = (name: string): { title: string; text: string; files?: string[] } => {
    const part = (given[name] ?? {}) as Parameters
    const files = part['files']
    if (
      files !== undefined &&
      !(Array.isArray(files) && files.length <= MOST_FILES && files.every((file) => typeof file === 'string'))
    )
      throw bad(`${name}.files is no list of at most ${MOST_FILES} paths`)
    return {
      title: needed(`${name}.title`, part['title'], 1000),
      text: part['text'] === undefined ? '' : needed(`${name}.text`, part['text'], MAX_TEXT),
      ...(files === undefined ? {} : { files: files as string[] }),
    }
  }
  return {
    job: needed('job', given['job'], 100),
    step: needed('step', given['step'], 100),
    role: needed('role', given['role'] ?? 'reader', 60),
    task: titled('task'),
    stepText: titled('stepText'),
    base: messagesOf(given['base'] ?? []),
    ...(given['repository'] === undefined ? {} : { repository: needed('repository', given['repository'], 300) }),
  }
}

const ROLES = ['system', 'user', 'assistant'] as const

const messagesOf = (given: unknown): Message[] => {
  if (!Array.isArray(given) || given.length > MOST_MESSAGES)
    throw bad(`base is no list of at most ${MOST_MESSAGES} messages`)
  return given.map((one: unknown) => {
    const { content, role } = (one ?? {}) as Parameters
    const known = ROLES.find((name) => name === role)
    if (known === undefined || typeof content !== 'string')
      throw bad('a message has a role (system, user, assistant) and content')
    return { role: known, content }
  })
}
