import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hideSecrets } from './hide-secrets.js'

/** A prompt as it lies in a file: three parts below the lines `%% system`, `%% question` and `%% correction`. */
export interface Template {
  /** Name and the beginning of the hash of its bytes, such as post-mortem@1a2b3c4d: what a text was asked for with. */
  readonly name: string
  /** Holds `{{frame}}` where the frame of the facts is spoken of. */
  readonly system: string
  /** Holds `{{facts}}` once. */
  readonly question: string
  /** What is said after an answer that breaks its form; holds `{{problem}}`. */
  readonly correction: string
}

/** Something that happened, in words of strangers, under the short name that an answer cites it by. */
export interface Fact {
  readonly id: string
  readonly text: string
}

const PARTS = /^%% (system|question|correction)[ \t]*$/m
const NAME = /^[a-z][a-z-]{0,59}$/

/**
 * Reads a template from a folder: the one of the model's own subfolder where there is one, else the one for all. Read at each
 * use, so that an edited file counts at once. Throws where a part or a place is missing.
 */
export const readTemplate = async (folder: string, name: string, model?: string): Promise<Template> => {
  if (!NAME.test(name)) throw new Error(`${name} is no name of a template`)
  const own = model === undefined ? undefined : await textOf(join(folder, model, `${name}.md`))
  const text = own ?? (await textOf(join(folder, `${name}.md`)))
  if (text === undefined) throw new Error(`there is no template ${name}`)
  const pieces = text.split(PARTS)
  const part = (wanted: string): string => (pieces[pieces.indexOf(wanted) + 1] ?? '').trim()
  const [system, question, correction] = ['system', 'question', 'correction'].map(part) as [string, string, string]
  if (pieces.length !== 7 || system === '' || question.split('{{facts}}').length !== 2)
    throw new Error(`the template ${name} has not its three parts, or not one place for the facts`)
  return { name: `${name}@${hash('sha256', text, 'hex').slice(0, 8)}`, system, question, correction }
}

/**
 * The facts as data: one line each, a JSON text, inside a frame whose name nobody could know beforehand. So nothing in them
 * ends a line, a text or the frame. `nonce`: letters and digits, another one for each question.
 */
export const writeQuestion = (
  { system, question }: Template,
  facts: readonly Fact[],
  nonce: string,
): { readonly system: string; readonly text: string } => {
  const frame = `data-${nonce}`
  const named = (text: string): string => text.replaceAll('{{frame}}', () => frame)
  const lines = facts.map(({ id, text }) => `${id}: ${JSON.stringify(cleaned(text))}`)
  return {
    system: named(system),
    text: named(question).replace('{{facts}}', () => [`<${frame}>`, ...lines, `</${frame}>`].join('\n')),
  }
}

/** What is said after an answer that breaks its form. */
export const writeCorrection = ({ correction }: Template, problem: string): string =>
  correction.replaceAll('{{problem}}', () => problem)

/** Without what nobody can see or say: control characters, directions, private and half characters; and without secrets. */
const cleaned = (text: string): string => hideSecrets(text.toWellFormed().replaceAll(/(?![\n\t])\p{C}/gu, ' '))

const textOf = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  })
