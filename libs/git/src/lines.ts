import type { RunningGit } from './git-process.js'

/** The lines that git prints, without their ends, in pieces as they come: one piece of a million lines costs less than a million pieces. */
export async function* linesOf(running: RunningGit): AsyncGenerator<string[]> {
  let rest = ''
  for await (const chunk of running.stdout) {
    const lines = (rest + (chunk as Buffer).toString('latin1')).split('\n')
    rest = lines.pop() ?? ''
    if (lines.length > 0) yield lines
  }
}
