import { mkdtempSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'

/** One place of the product's sources that a planted bug changes. */
export interface Replacement {
  /** Path from the root of the project. */
  readonly file: string
  /** Text that stands in the file exactly once. */
  readonly find: string
  readonly replace: string
}

/** Programs of one campaign. */
export interface Bundles {
  readonly chronik: string
  readonly counter: string
  /** What writes into repositories. */
  readonly hand: string
  /** Whole services and programs of single campaigns, by name, where a campaign asks for them. */
  readonly services: Readonly<Record<string, string>>
}

type Edit = (path: string, source: string) => string
type Bundle = (options: { entry: string; outfile: string; edit?: Edit }) => Promise<unknown>

/** Programs that are no services. */
const PROGRAMS: Readonly<Record<string, string>> = {
  counter: 'deploy/faults/counter/main.ts',
  hand: 'deploy/faults/hand/worker.ts',
  reach: 'deploy/faults/reach/worker.ts',
}

const root = process.cwd()
const cache = join(root, 'node_modules/.cache/heimgewebe-faults')
const made = new Map<string, Promise<Bundles>>()
/** Programs in which nothing is replaced, by name: most campaigns have the same ones. */
const unharmed = new Map<string, Promise<string>>()
let folder: string | undefined
process.once('exit', () => folder && rmSync(folder, { recursive: true, force: true }))

/** Bundles chronik, the counting service, the hand of hauski and these services from the sources as they are, with these replacements in them. Made once a set. */
export const bundles = (
  replacements: readonly Replacement[] = [],
  services: readonly string[] = [],
): Promise<Bundles> => {
  const key = JSON.stringify([replacements, services])
  const known = made.get(key) ?? bundleAll(replacements, services)
  made.set(key, known)
  return known
}

/** Applies replacements. Throws where a text is not there exactly once: the code has moved under the planted bug. */
export const edited = (file: string, source: string, replacements: readonly Replacement[]): string => {
  let text = source
  for (const { find, replace } of replacements.filter((one) => one.file === file)) {
    if (text.split(find).length !== 2)
      throw new Error(`planted bug: ${file} holds ${text.split(find).length - 1} times, not once: ${find}`)
    text = text.replace(find, () => replace)
  }
  return text
}

const bundleAll = async (replacements: readonly Replacement[], services: readonly string[]): Promise<Bundles> => {
  const { bundle } = (await import(pathToFileURL(join(root, 'deploy/build/bundle.mjs')).href)) as { bundle: Bundle }
  folder ??= mkdtempSync(join(cache, 'run-'))
  const into = mkdtempSync(join(folder, 'set-'))
  const seen = new Set<string>()
  const edit: Edit = (path, source) => {
    const file = relative(root, path)
    seen.add(file)
    return edited(file, source, replacements)
  }
  const make = async (name: string): Promise<string> => {
    const outfile = join(into, `${name}.mjs`)
    await bundle({ entry: join(root, PROGRAMS[name] ?? `services/${name}/src/main.ts`), outfile, edit })
    return outfile
  }
  const programOf = (name: string): Promise<string> => {
    if (replacements.length > 0) return make(name)
    const program = unharmed.get(name) ?? make(name)
    unharmed.set(name, program)
    return program
  }
  const [chronik, counter, hand, ...others] = await Promise.all([
    programOf('chronik'),
    programOf('counter'),
    programOf('hand'),
    ...services.map(async (name) => [name, await programOf(name)] as const),
  ])
  const unused = replacements.filter(({ file }) => !seen.has(file))
  if (unused.length > 0) throw new Error(`planted bug: no bundle holds ${unused.map(({ file }) => file).join(', ')}`)
  return { chronik, counter, hand, services: Object.fromEntries(others) }
}
