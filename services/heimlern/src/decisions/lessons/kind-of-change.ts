import { areasOf, type Area } from '@heimgewebe/decider'

const KINDS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  [
    'dependencies',
    /(?:^|\/)(?:package(?:-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|requirements[\w.-]*\.txt|pyproject\.toml|poetry\.lock|Pipfile(?:\.lock)?|setup\.(?:py|cfg)|go\.(?:mod|sum)|Cargo\.(?:toml|lock)|pom\.xml|build\.gradle(?:\.kts)?|Gemfile(?:\.lock)?|composer\.(?:json|lock)|conanfile\.\w+|vcpkg\.json)$/,
  ],
  ['migrations', /(?:^|\/)migrations?\/|\.sql$/],
  [
    'tests',
    /(?:^|\/)(?:tests?|__tests__|spec|testdata|fixtures)\/|[._-](?:test|spec)\.\w+$|(?:^|\/)test_[^/]+$|Test\.(?:java|kt|cs)$/,
  ],
  ['documentation', /(?:^|\/)docs?\/|\.(?:md|rst|adoc)$/i],
  [
    'configuration',
    /(?:^|\/)(?:\.github|\.gitlab|\.circleci|deploy|charts|k8s|terraform)\/|(?:^|\/)(?:Dockerfile[^/]*|Makefile|CMakeLists\.txt|tsconfig[^/]*\.json|\.[\w-]+rc(?:\.\w+)?)$|\.(?:ya?ml|toml|ini|cfg|conf|env|tf|properties)$/,
  ],
]
/** What goes along with a fix, and only is one where there is nothing else. */
const COMPANIONS = new Set(['tests', 'documentation'])

/** The kinds of a set of files: dependencies, migrations, tests, documentation, configuration, source. Sorted. */
export const kindsOf = (paths: readonly string[]): string[] => [...new Set(paths.map(kindOf))].sort()

const kindOf = (path: string): string => KINDS.find(([, pattern]) => pattern.test(path))?.[0] ?? 'source'

/** In a few words what kind of change it is: `dependencies`, `configuration and source of auth`; empty without files. */
export const nameChange = (paths: readonly string[], areas: readonly Area[]): string => {
  const kinds = kindsOf(paths)
  const telling = kinds.filter((kind) => !COMPANIONS.has(kind))
  return (telling.length > 0 ? telling : kinds)
    .map((kind) => (kind === 'source' ? sourceOf(paths, areas) : kind))
    .join(' and ')
}

const sourceOf = (paths: readonly string[], areas: readonly Area[]): string => {
  const { touched } = areasOf(
    paths.filter((path) => kindOf(path) === 'source'),
    areas,
  )
  return touched.length === 0 || touched.length > 3 ? 'source' : `source of ${touched.join(', ')}`
}
