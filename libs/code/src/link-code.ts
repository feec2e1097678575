import { FileTree, resolveImport } from './resolve-import.js'
import type { CodeReference, CodeSymbol, SourceIndex } from './source.js'

/** A symbol of a repository: its file and its name there. */
export interface SymbolRef {
  readonly path: string
  readonly name: string
}

/** One piece of code depends on another. */
export interface CodeLink {
  readonly kind: 'import' | 'call' | 'inherit'
  readonly from: { readonly path: string; readonly name?: string }
  readonly to: { readonly path: string; readonly name?: string }
  /**
   * How sure, 0 to 1: 1 where the file itself says so; 0.9 for a name that the file imports or defines; 0.5 for one that
   * exactly one of the imported files defines.
   */
  readonly confidence: number
}

/** Most links out of one file. */
const MOST_LINKS = 2000

/** Which files and symbols depend on which, as far as names tell. What nobody can say is left out rather than guessed. */
export const linkCode = (files: ReadonlyMap<string, SourceIndex>): CodeLink[] => {
  const tree = new FileTree(files.keys())
  const defined = new Map([...files].map(([path, { symbols }]) => [path, byLastName(symbols)]))
  return [...files].flatMap(([path, index]) => linkFile(path, index, tree, defined).slice(0, MOST_LINKS))
}

type Defined = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>

const linkFile = (path: string, index: SourceIndex, tree: FileTree, defined: Defined): CodeLink[] => {
  const links = new Map<string, CodeLink>()
  const add = (link: CodeLink): void => {
    const key = `${link.kind} ${link.from.name ?? ''} ${link.to.path} ${link.to.name ?? ''}`
    if (!links.has(key)) links.set(key, link)
  }
  const reach = new Map<string, boolean>()
  const explicit = new Map<string, string[]>()
  for (const { module, names } of index.imports)
    for (const target of resolveImport(path, index.language, module, tree)) {
      if (target === path) continue
      add({ kind: 'import', from: { path }, to: { path: target }, confidence: 1 })
      reach.set(target, true)
      for (const name of names) explicit.set(name, [...(explicit.get(name) ?? []), target])
    }
  for (const reference of index.references) {
    const target = targetOf(reference, path, explicit, [...reach.keys()], defined)
    if (!target || (target.path === path && target.name === reference.within)) continue
    const from = { path, ...(reference.within === undefined ? {} : { name: reference.within }) }
    add({ kind: reference.kind, from, to: { path: target.path, name: target.name }, confidence: target.confidence })
  }
  return [...links.values()]
}

const targetOf = (
  { name, within }: CodeReference,
  path: string,
  explicit: ReadonlyMap<string, readonly string[]>,
  reach: readonly string[],
  defined: Defined,
): (SymbolRef & { confidence: number }) | undefined => {
  const here = nearest(defined.get(path)?.get(name) ?? [], within)
  if (here !== undefined) return { path, name: here, confidence: 0.9 }
  for (const [targets, confidence] of [[explicit.get(name) ?? [], 0.9] as const, [reach, 0.5] as const]) {
    const found = targets.flatMap((target) =>
      (defined.get(target)?.get(name) ?? []).map((full) => ({ path: target, name: full })),
    )
    if (found.length === 1) return { ...found[0]!, confidence }
    if (found.length > 1) return undefined
  }
  return undefined
}

/** Of several symbols of one name: the one in the same surroundings, if only one is there. */
const nearest = (names: readonly string[], within: string | undefined): string | undefined => {
  if (names.length < 2) return names[0]
  const around = within?.slice(0, Math.max(0, within.lastIndexOf('.')))
  const same = names.filter((name) => name.slice(0, Math.max(0, name.lastIndexOf('.'))) === around)
  return same.length === 1 ? same[0] : undefined
}

const byLastName = (symbols: readonly CodeSymbol[]): ReadonlyMap<string, readonly string[]> => {
  const map = new Map<string, string[]>()
  for (const { name, kind } of symbols) {
    if (kind === 'module') continue
    const last = name.slice(name.lastIndexOf('.') + 1)
    const known = map.get(last)
    if (!known) map.set(last, [name])
    else if (!known.includes(name)) known.push(name)
  }
  return map
}
