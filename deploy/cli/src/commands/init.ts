import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { readConfiguration } from '../../../../services/chronik/src/decisions/read-configuration.js'
import type { Context } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { lookAtRepository } from '../init/look-at-repository.js'
import { writeConfiguration } from '../init/write-configuration.js'
import { harmless } from '../output/terminal.js'

const FILE = '.heimgewebe.yaml'

/** Options of `heimgewebe init`. */
export interface InitOptions {
  /** Into the work tree; never over a file that is there, and never committed. */
  readonly write?: boolean
}

/**
 * `heimgewebe init [path]`: suggests a `.heimgewebe.yaml` from what is in a repository. Needs no mesh. Exit code 1 when it
 * found nothing to guard with.
 */
export const init = async (
  { terminal, json }: Context,
  path: string | undefined,
  { write }: InitOptions,
): Promise<number> => {
  const folder = resolve(path ?? '.')
  const { source, ...look } = await lookAtRepository(folder)
  const text = writeConfiguration(look)
  // The reader of the mesh has the last word: what it would complain of is not suggested.
  const { problems, ...configuration } = readConfiguration(text)
  if (problems.length > 0) throw new Error(`the suggestion for ${folder} is wrong: ${problems.join('; ')}`)
  if (write && source.bare)
    throw new Failure(`${folder} has no work tree to write into`, EXIT.usage, 'Leave --write out.')
  if (write) await writeNew(join(folder, FILE), text)
  const hasGuards = configuration.guards.length > 0
  if (json) terminal.json({ file: join(folder, FILE), written: write ?? false, text, ...configuration })
  else if (write) terminal.print(`wrote ${harmless(join(folder, FILE))}: read it, and commit it to the default branch`)
  else terminal.print(text.trimEnd())
  if (!hasGuards) terminal.say('nothing was found that checks this project: name your own commands under guards')
  else if (!write)
    terminal.say(`"heimgewebe init --write" writes this to ${FILE}; it counts once it is on the default branch`)
  return hasGuards ? EXIT.fine : EXIT.findings
}

const writeNew = async (path: string, text: string): Promise<void> => {
  await writeFile(path, text, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST')
      throw new Failure(`${path} is there already and was left as it is`, EXIT.usage, 'Leave --write out to compare.')
    if (error.code === 'EACCES' || error.code === 'EROFS')
      throw new Failure(`${path} cannot be written`, EXIT.usage, 'Check who owns the folder.')
    throw error
  })
}
