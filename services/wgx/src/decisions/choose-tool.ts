import type { ConfigurationRecordedV1, Draft, MeshEvent } from '@heimgewebe/contracts'
import { draft } from '@heimgewebe/contracts'
import { reportTool } from './report-tool.js'

/** What is known when an agent wants a tool. */
export interface ToolKnowledge {
  /** What the base branch says, as last read; undefined where nobody read it yet. */
  readonly configuration: ConfigurationRecordedV1 | undefined
  /** Head commit of the change, where it was heard of. */
  readonly head: string | undefined
}

type Request = MeshEvent<'tool.requested.v1'>

/** Tools that are known by their name. `{files}` stands for the files that it is about, or for all. */
const KNOWN: Readonly<Record<string, string>> = {
  bandit: "bandit -q -r -f custom --msg-template '{relpath}:{line}: {test_id} {severity}: {msg}' {files}",
  eslint: 'eslint --format unix {files}',
  flake8: 'flake8 {files}',
  gosec: 'gosec -fmt text ./...',
  mypy: 'mypy {files}',
  ruff: 'ruff check --output-format concise {files}',
  safety: 'safety check --full-report',
  shellcheck: 'shellcheck -f gcc {files}',
}

/** Longest command line, as the contract has it. */
const MAX_COMMAND = 2000

/**
 * Answers a request with the intent to run the tool, or with the reason why it is not run. The repository's base branch
 * says what a tool of its own is (a guard of that name); then the agent, then what is known here; else the name is taken
 * for a program.
 */
export const chooseTool = (event: Request, { configuration, head }: ToolKnowledge): Draft[] => {
  const { agent, change, command: own, files = [], repository, tool } = event.data
  const sha = event.data.sha ?? head
  if (sha === undefined) return [reportTool(event, { verdict: 'not_run', reason: 'the commit is not known' })]
  const guard = configuration?.guards.find(({ name }) => name === tool)
  const known = Object.hasOwn(KNOWN, tool) ? KNOWN[tool] : undefined
  const command = withFiles(guard?.command ?? own ?? known ?? tool, files)
  return [
    draft('tool.started.v1', {
      subject: event.subject,
      ...(event.actor === undefined ? {} : { actor: event.actor }),
      data: {
        agent,
        tool,
        request: event.id,
        repository,
        ...(change === undefined ? {} : { change }),
        sha,
        command,
      },
    }),
  ]
}

/** A path of a stranger is one word of the shell and no option, whatever is in it. */
const withFiles = (command: string, files: readonly string[]): string => {
  const words = files.map((path) => `'./${path.replaceAll("'", `'\\''`)}'`).join(' ')
  const whole = command.replaceAll('{files}', () => words || '.')
  return whole.length <= MAX_COMMAND ? whole : command.replaceAll('{files}', '.').slice(0, MAX_COMMAND)
}
