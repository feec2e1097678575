import { randomBytes } from 'node:crypto'
import { Inject, Injectable, Logger } from '@nestjs/common'
import {
  type Answer,
  dearestOf,
  type Fact,
  loadModels,
  type ModelBook,
  Models,
  readTemplate,
  type Template,
  type Use,
  writeCorrection,
  writeQuestion,
} from '@heimgewebe/model'
import { CONFIG, type Config } from '../../config.js'

/** What is asked: a prompt by its file, facts, and the form of the answer. */
export interface TextQuestion {
  readonly use: Use
  readonly template: string
  readonly facts: readonly Fact[]
  readonly form: object
}

/** What a question would take at most, or why it cannot be asked. */
type Offered =
  | {
      readonly ok: true
      readonly models: readonly string[]
      readonly template: string
      readonly most: { readonly tokens: number; readonly usd: number }
    }
  | { readonly ok: false; readonly why: string }

type Asked = Answer | { readonly outcome: 'refused'; readonly reason: string; readonly calls: readonly [] }

/** Bytes of a text for one token at least, over many languages: what is kept back is no estimate but a bound. */
const BYTES_A_TOKEN = 2

/** The way to the language models that the owner configured. Without configuration it opens nothing and loads nothing. */
@Injectable()
export class ModelDesk {
  private readonly log = new Logger('models')
  private known: { readonly key: string; readonly models: Models } | undefined

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Models that are left alone at the moment, for they failed too often. */
  get resting(): readonly string[] {
    return this.known?.models.resting ?? []
  }

  /** What a question would take. Reads files only. */
  async offer({ use, template, facts }: TextQuestion): Promise<Offered> {
    const book = await this.book(use)
    if ('why' in book) return { ok: false, why: book.why }
    const written = await this.template(template, book)
    if ('why' in written) return { ok: false, why: written.why }
    const { system, text } = writeQuestion(written, facts, 'x'.repeat(16))
    const { answerTokens } = this.config.modelLimits
    const prompt = Math.ceil(Buffer.byteLength(system + text) / BYTES_A_TOKEN) + answerTokens
    // Each is asked once, and one of them a second time.
    const calls = book.models.length + 1
    const tokens = { prompt: calls * prompt, answer: calls * answerTokens }
    return {
      ok: true,
      models: book.models.map(({ name }) => name),
      template: written.name,
      most: { tokens: tokens.prompt + tokens.answer, usd: dearestOf(book.models, tokens) },
    }
  }

  /** Asks. The configuration of this moment counts. */
  async ask({ use, template, facts, form }: TextQuestion, signal: AbortSignal): Promise<Asked> {
    const book = await this.book(use)
    if ('why' in book) return { outcome: 'refused', reason: book.why, calls: [] }
    const written = await this.template(template, book)
    if ('why' in written) return { outcome: 'refused', reason: written.why, calls: [] }
    const { system, text } = writeQuestion(written, facts, randomBytes(8).toString('hex'))
    const correct = (problem: string): string => writeCorrection(written, problem)
    const answer = await this.models(book).ask({ system, text, correct, schema: form }, signal)
    if (answer.outcome !== 'written') this.log.warn(`no ${use}: ${answer.reason}`)
    return answer
  }

  private async book(use: Use): Promise<ModelBook | { why: string }> {
    try {
      const book = await loadModels(this.config.modelsFile)
      if (book === undefined || book.models.length === 0) return { why: 'no model is configured' }
      return book.uses.includes(use) ? book : { why: `the models file does not allow ${use}` }
    } catch (error) {
      return { why: error instanceof Error ? error.message : String(error) }
    }
  }

  /** The prompt of the first model: the others are asked the same. */
  private async template(name: string, { models }: ModelBook): Promise<Template | { why: string }> {
    try {
      return await readTemplate(this.config.promptsFolder, name, models[0]?.name)
    } catch (error) {
      return { why: error instanceof Error ? error.message : String(error) }
    }
  }

  /** One set of models for each state of the file, so that a model that fails is left alone between questions too. */
  private models({ models }: ModelBook): Models {
    const key = JSON.stringify(models)
    if (this.known?.key !== key) this.known = { key, models: new Models(models, this.config.modelLimits) }
    return this.known.models
  }
}
