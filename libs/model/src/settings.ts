import { readFile, stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'

/** What a model may be used for. `post_mortem`: the prose of an incident; `lint_rule`: a candidate for a lint rule. */
export const USES = ['post_mortem', 'lint_rule'] as const
export type Use = (typeof USES)[number]

/** How a server can be held to a form: by the schema itself, by "some JSON", or by the prompt alone. */
const FORMS = ['schema', 'object', 'none'] as const

/** A model as its owner configured it: one entry of the models file. Holds the place of a key, never a key. */
export interface ModelSettings {
  /** What the mesh calls it, also in events: lower-case letters, digits, `-` and `.`. */
  readonly name: string
  /** Where the server's OpenAI-compatible API is, version included, such as http://127.0.0.1:11434/v1. */
  readonly url: string
  /** Name of the model as the server knows it. */
  readonly model: string
  /** File of mode 0600 with the API key. Without one no key is sent. */
  readonly key_file?: string
  /** Price in US dollars for a million tokens. A model of one's own costs 0, which has to be said. */
  readonly usd_per_million: { readonly input: number; readonly output: number }
  /** How the server is asked for JSON. Default schema. */
  readonly json?: (typeof FORMS)[number]
}

/** The models file. */
export interface ModelBook {
  /** In the order in which they are asked; the next one only where the one before fails. */
  readonly models: readonly ModelSettings[]
  /** What they may be used for. Default nothing: facts of the log leave for their servers only for what is named here. */
  readonly uses: readonly Use[]
}

/** The models file, or the key of one, cannot be used. The message names the entry and the field, and holds no secret. */
export class ModelSettingsError extends Error {
  override readonly name = 'ModelSettingsError'
  readonly code = 'model_settings'
}

const MOST_MODELS = 10
const NAME = /^[a-z0-9][a-z0-9.-]{0,59}$/
/** Above this a price was given for another unit. */
const MOST_USD = 10_000

type Test = (value: unknown) => boolean
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isPrice: Test = (value) => typeof value === 'number' && value >= 0 && value <= MOST_USD
const isAddress: Test = (value) =>
  typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) && !/[?#@]/.test(value)

const FIELDS: Readonly<Record<string, Test>> = {
  name: (value) => typeof value === 'string' && NAME.test(value),
  url: isAddress,
  model: (value) => typeof value === 'string' && value.trim() !== '' && value.length <= 200,
  key_file: (value) => typeof value === 'string' && isAbsolute(value),
  usd_per_million: (value) =>
    isObject(value) && Object.keys(value).length === 2 && isPrice(value['input']) && isPrice(value['output']),
  json: (value) => FORMS.some((form) => form === value),
}
const REQUIRED = ['name', 'url', 'model', 'usd_per_million']

/**
 * Reads the text of a models file: `{ "models": [ … ], "uses": [ … ] }`. Throws `ModelSettingsError` naming entry and field;
 * unknown fields are refused too, for a misspelled one would be silently without effect.
 */
export const readModels = (text: string): ModelBook => {
  const json = parsed(text)
  if (!isObject(json) || !Array.isArray(json['models'])) throw wrong('it has no list "models"')
  const other = Object.keys(json).find((field) => field !== 'models' && field !== 'uses')
  if (other !== undefined) throw wrong(`it has "${other.slice(0, 60)}", which is not known`)
  const models = (json['models'] as unknown[]).map(checkModel)
  if (models.length > MOST_MODELS) throw wrong(`it names more than ${MOST_MODELS} models`)
  const twice = models.find(({ name }, place) => models.findIndex((one) => one.name === name) !== place)
  if (twice) throw wrong(`it has ${twice.name} twice`)
  const uses: unknown = json['uses'] ?? []
  if (!Array.isArray(uses) || !uses.every((use): use is Use => USES.some((one) => one === use)))
    throw wrong(`"uses" is no list of ${USES.join(' and ')}`)
  return { models, uses }
}

/** Reads the file. Undefined where there is none, which is how the mesh runs unless its owner wants otherwise. */
export const loadModels = async (file: string): Promise<ModelBook | undefined> => {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new ModelSettingsError(`the models file ${file} cannot be read`, { cause: error })
  })
  return text === undefined ? undefined : readModels(text)
}

/** Whether a model may be asked for something. False too where the file cannot be used: whoever asks says why. */
export const mayBeAskedFor = async (file: string, use: Use): Promise<boolean> => {
  const book = await loadModels(file).catch(() => undefined)
  return book !== undefined && book.models.length > 0 && book.uses.includes(use)
}

/** The key of a model, read at each call, so that a new one counts at once. Undefined where it needs none. */
export const keyOf = async ({ name, key_file: file }: ModelSettings): Promise<string | undefined> => {
  if (file === undefined) return undefined
  const found = await stat(file).catch((error: unknown) => {
    throw new ModelSettingsError(`the key file of ${name} cannot be read`, { cause: error })
  })
  if ((found.mode & 0o077) !== 0) throw new ModelSettingsError(`the key file of ${name} may be read by others`)
  const key = (await readFile(file, 'utf8')).trim()
  if (key === '' || /\s/.test(key)) throw new ModelSettingsError(`the key file of ${name} holds no key`)
  return key
}

const checkModel = (value: unknown): ModelSettings => {
  if (!isObject(value)) throw wrong('a model is not an object')
  const name = typeof value['name'] === 'string' ? value['name'].slice(0, 60) : 'a model without a name'
  for (const field of REQUIRED) if (value[field] === undefined) throw wrong(`${name}: "${field}" is missing`)
  for (const [field, found] of Object.entries(value))
    if (!Object.hasOwn(FIELDS, field) || !FIELDS[field]!(found))
      throw wrong(`${name}: "${field.slice(0, 60)}" is not known or not as it should be`)
  return value as unknown as ModelSettings
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ModelSettingsError('the models file is not JSON', { cause: error })
  }
}

const wrong = (what: string): ModelSettingsError => new ModelSettingsError(`the models file: ${what}`)
