import type { RepositoryLook } from './look-at-repository.js'
import { NONE, type SuggestedGuard, type Suggestion } from './suggestion.js'

/** Reads the dependencies that pyproject.toml names, as pip takes them: the project itself is not there when it is prepared. */
const DEPENDENCIES = `python3 -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb')).get('project', {}).get('dependencies', []), sep='\\n')" > .deps.txt`
const VENV = 'python3 -m venv .venv && .venv/bin/pip install --disable-pip-version-check'

/** pip and pytest. */
export const suggestPython = ({ paths, texts, hosts }: RepositoryLook): Suggestion => {
  const requirements = [...texts.keys()].filter((name) => name.startsWith('requirements'))
  const project = texts.get('pyproject.toml')
  if (requirements.length === 0 && project === undefined) return NONE
  const says = [...texts].some(([name, text]) => /\.(toml|txt|cfg)$/.test(name) && /\bpytest\b/.test(text))
  const hasTests = paths.some((path) => /(^|\/)(test_[^/]+|[^/]+_test|conftest)\.py$/.test(path))
  if (!says && !hasTests) return NONE
  const lists = requirements.map((name) => `-r ${name}`).join(' ')
  const command = requirements.length > 0 ? `${VENV} ${lists} pytest` : `${DEPENDENCIES} && ${VENV} -r .deps.txt pytest`
  const step = {
    name: 'venv',
    why: ['packages of pip in a folder that all runs share and only read'],
    command,
    network: hosts.pip,
    keyedBy: requirements.length > 0 ? requirements : ['pyproject.toml'],
    keeps: ['.venv'],
  }
  const why = says ? 'the project names pytest' : 'there are files of tests'
  return {
    steps: [step],
    guards: [{ name: 'pytest', why, command: '.venv/bin/python -m pytest', prepare: 'venv' }],
  }
}

const TOOL_PLACE = 'Where the tool is not below /usr, the machine of the mesh names its folder in WGX_TOOL_FOLDERS.'

/** Go modules, and the standard library as it is compiled, which each run would do again. */
export const suggestGo = ({ paths, texts, hosts }: RepositoryLook): Suggestion => {
  if (!texts.has('go.mod')) return NONE
  const hasDependencies = paths.includes('go.sum')
  const step = {
    name: 'modules',
    why: [
      `${hasDependencies ? 'what go.sum names, and ' : ''}the standard library compiled: the cache of builds is copied for each run.`,
      TOOL_PLACE,
    ],
    command: hasDependencies ? 'go mod download && go build std' : 'go build std',
    ...(hasDependencies ? { network: hosts.go } : {}),
    keyedBy: hasDependencies ? ['go.mod', 'go.sum'] : ['go.mod'],
    keeps: [...(hasDependencies ? ['~/go/pkg/mod'] : []), '{ path: ~/.cache/go-build, writable: true }'],
  }
  return {
    steps: [step],
    guards: [
      { name: 'go-test', why: 'go.mod is there', command: 'go test ./...', prepare: 'modules' },
      { name: 'go-vet', why: 'go.mod is there', command: 'go vet ./...', prepare: 'modules' },
    ],
  }
}

/** Makes the least that a manifest must have beside it, for every crate of a workspace. */
const CRATES =
  'for f in $(find . -name Cargo.toml); do mkdir -p "${f%/*}/src" && touch "${f%/*}/src/lib.rs" "${f%/*}/src/main.rs"; done; cargo fetch --locked'

/** Cargo. */
export const suggestRust = ({ paths, texts, hosts }: RepositoryLook): Suggestion => {
  if (!texts.has('Cargo.toml')) return NONE
  if (!paths.includes('Cargo.lock'))
    return { steps: [], guards: [{ name: 'cargo-test', why: 'Cargo.toml is there', command: 'cargo test --offline' }] }
  const step = {
    name: 'crates',
    why: [
      'what Cargo.lock names, once for all runs; the sources are not there yet, so empty ones stand in for them.',
      TOOL_PLACE,
    ],
    command: CRATES,
    network: hosts.cargo,
    keyedBy: ['**/Cargo.toml', 'Cargo.lock'],
    keeps: ['~/.cargo/registry'],
  }
  const guard = { name: 'cargo-test', why: 'Cargo.toml is there', command: 'cargo test --offline', prepare: 'crates' }
  return { steps: [step], guards: [guard] }
}

/** Targets of a Makefile, where nothing else says how the project is tested. */
export const suggestMake = ({ texts }: RepositoryLook): Suggestion => {
  const file = ['GNUmakefile', 'makefile', 'Makefile'].find((name) => texts.has(name))
  if (file === undefined) return NONE
  const target = ['test', 'check'].find((name) => new RegExp(`^${name}\\s*:(?!=)`, 'm').test(texts.get(file) ?? ''))
  const guard = (name: string): SuggestedGuard => ({
    name: `make-${name}`,
    why: `the target "${name}" of ${file}`,
    command: `make ${name}`,
  })
  return { steps: [], guards: target === undefined ? [] : [guard(target)] }
}
