import picomatch from 'picomatch'

/** An area as .heimgewebe.yaml names it. */
export interface Area {
  readonly name: string
  /** Globs relative to the root of the repository. */
  readonly paths: readonly string[]
  /** Areas that depend on this one. */
  readonly used_by?: readonly string[]
}

/** Areas of a change. */
export interface AreasOfChange {
  /** Areas that hold its files, in order of their files. */
  readonly touched: string[]
  /** The touched ones and those that depend on them, however indirectly. */
  readonly affected: string[]
}

/** Folders that hold the parts of a repository: the area is the folder below. */
const CONTAINERS = new Set(
  'app apps cmd components crates extensions internal lib libs modules packages pkg plugins projects services source sources src'.split(
    ' ',
  ),
)
/** Area of files in the root of the repository. */
export const ROOT_AREA = 'root'
/** Most areas named for one change. */
const MAX_AREAS = 50
/** Longest name of an area in characters, as the contracts have it. */
const MAX_NAME = 300

const matchers = new WeakMap<readonly Area[], (path: string) => string | undefined>()

/** Which areas a set of files belongs to and affects. Without named areas, the folders of the repository are its areas. */
export const areasOf = (paths: readonly string[], areas: readonly Area[]): AreasOfChange => {
  const find = areas.length === 0 ? folderOf : matcherOf(areas)
  const touched = [...new Set(paths.flatMap((path) => find(path)?.slice(0, MAX_NAME) ?? []))].slice(0, MAX_AREAS)
  return { touched, affected: withDependents(touched, areas).slice(0, MAX_AREAS) }
}

/** The first area whose globs match, in the order of the file. */
const matcherOf = (areas: readonly Area[]): ((path: string) => string | undefined) => {
  const known = matchers.get(areas)
  if (known) return known
  const compiled = areas.map(({ name, paths }) => ({ name, matches: picomatch([...paths], { dot: true }) }))
  const find = (path: string): string | undefined => compiled.find(({ matches }) => matches(path))?.name
  matchers.set(areas, find)
  return find
}

const folderOf = (path: string): string => {
  const parts = path.split('/')
  if (parts.length === 1) return ROOT_AREA
  const [first, second] = parts
  return parts.length > 2 && CONTAINERS.has(first!) ? `${first!}/${second!}` : first!
}

const withDependents = (touched: readonly string[], areas: readonly Area[]): string[] => {
  const usedBy = new Map(areas.map((area) => [area.name, area.used_by ?? []]))
  const reached = new Set(touched)
  for (const name of reached) for (const dependent of usedBy.get(name) ?? []) reached.add(dependent)
  return [...reached]
}
