import { dirname, extname, join, normalize } from 'node:path/posix'

/** The files of a repository, as imports are looked up in them. */
export class FileTree {
  private readonly files: ReadonlySet<string>
  /** Files by their name without ending, for languages that name modules and not files. */
  private readonly byTail = new Map<string, string[]>()
  private readonly folders = new Map<string, string[]>()

  constructor(paths: Iterable<string>) {
    this.files = new Set(paths)
    for (const path of this.files) {
      push(this.byTail, tailOf(withoutEnding(path)), path)
      push(this.folders, dirname(path), path)
    }
  }

  has(path: string): boolean {
    return this.files.has(path)
  }

  /** The first of these paths that is a file. */
  first(paths: readonly string[]): string | undefined {
    return paths.find((path) => this.files.has(path))
  }

  /** Files whose path ends with these parts, without its ending. */
  endingWith(parts: string): readonly string[] {
    const candidates = this.byTail.get(tailOf(parts)) ?? []
    return candidates.filter((path) => `/${withoutEnding(path)}`.endsWith(`/${parts}`))
  }

  /** Files directly in the folders whose path ends with these parts, and the ending that is wanted. */
  inFolder(parts: string, ending: string): readonly string[] {
    const found = [...this.folders].filter(([folder]) => `/${folder}`.endsWith(`/${parts}`))
    // More than one folder of this name: nobody knows which one is meant.
    return found.length === 1 ? found[0]![1].filter((path) => path.endsWith(ending)) : []
  }
}

/** Files that one package may be spread over, and that an import of it may lead to, at most. */
const MOST = 50

/** The files of the repository that an import may mean; none where it means something outside, or nobody can say. */
export const resolveImport = (from: string, language: string, module: string, tree: FileTree): readonly string[] =>
  (RESOLVERS[language]?.(from, module, tree) ?? []).slice(0, MOST)

type Resolver = (from: string, module: string, tree: FileTree) => readonly string[]

const SCRIPT_ENDINGS = [
  '',
  '.ts',
  '.tsx',
  '.mts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '/index.ts',
  '/index.tsx',
  '/index.js',
]

const script: Resolver = (from, module, tree) => {
  if (!module.startsWith('.')) return []
  const path = normalize(join(dirname(from), module))
  // A TypeScript file names the JavaScript that will be made of the other.
  const stems = [path, ...(/\.[mc]?jsx?$/.test(path) ? [withoutEnding(path)] : [])]
  return one(tree.first(stems.flatMap((stem) => SCRIPT_ENDINGS.map((ending) => `${stem}${ending}`))))
}

const python: Resolver = (from, module, tree) => {
  const dots = /^\.*/.exec(module)![0].length
  const rest = module.slice(dots).replaceAll('.', '/')
  if (dots > 0) {
    const folder = Array.from({ length: dots - 1 }).reduce((path: string) => dirname(path), dirname(from))
    const path = normalize(join(folder, rest))
    return one(tree.first([`${path}.py`, `${path}/__init__.py`, `${path}.pyi`]))
  }
  const files = [...tree.endingWith(rest), ...tree.endingWith(`${rest}/__init__`)].filter((path) =>
    /\.pyi?$/.test(path),
  )
  return files.length === 1 ? files : one(files.find((path) => withoutEnding(path) === rest))
}

/** The last parts of the path name the folder; the module's own name in front of them is not in the tree. */
const go: Resolver = (_, module, tree) => {
  const parts = module.split('/')
  for (let at = 1; at < parts.length; at++) {
    const files = tree.inFolder(parts.slice(at).join('/'), '.go').filter((path) => !path.endsWith('_test.go'))
    if (files.length > 0) return files
  }
  return []
}

const java: Resolver = (_, module, tree) => {
  const files = tree.endingWith(module.replaceAll('.', '/')).filter((path) => path.endsWith('.java'))
  return files.length === 1 ? files : []
}

const cpp: Resolver = (from, module, tree) => {
  const beside = normalize(join(dirname(from), module))
  if (tree.has(beside)) return [beside]
  if (tree.has(module)) return [module]
  const files = tree.endingWith(withoutEnding(module)).filter((path) => extname(path) === extname(module))
  return files.length === 1 ? files : []
}

const rust: Resolver = (from, module, tree) => {
  const [root, ...parts] = module.replace(/::\{.*$/s, '').split('::')
  const folder = /(^|\/)(mod|lib|main)\.rs$/.test(from) ? dirname(from) : withoutEnding(from)
  if (parts.length === 0) return one(tree.first([join(folder, `${root}.rs`), join(folder, root!, 'mod.rs')]))
  const source = from.includes('/src/')
    ? from.slice(0, from.lastIndexOf('/src/') + 4)
    : from.startsWith('src/')
      ? 'src'
      : ''
  const start = root === 'crate' ? source : root === 'super' ? dirname(folder) : root === 'self' ? folder : undefined
  if (start === undefined) return []
  for (let length = parts.length; length > 0; length--) {
    const path = join(start, ...parts.slice(0, length))
    const file = tree.first([`${path}.rs`, `${path}/mod.rs`])
    if (file !== undefined) return [file]
  }
  return []
}

const RESOLVERS: Readonly<Record<string, Resolver>> = {
  typescript: script,
  javascript: script,
  python,
  go,
  java,
  'c++': cpp,
  rust,
}

const one = (path: string | undefined): string[] => (path === undefined ? [] : [path])
const withoutEnding = (path: string): string => path.slice(0, path.length - extname(path).length)
const tailOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
const push = (map: Map<string, string[]>, key: string, value: string): void => {
  const known = map.get(key)
  if (known) known.push(value)
  else map.set(key, [value])
}
