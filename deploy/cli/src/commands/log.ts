import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type ChainReport, readChain } from '@heimgewebe/segments'
import { clientOf } from '../context.js'
import type { Context } from '../context.js'
import { EXIT, Failure, messageOf } from '../failure.js'
import { copyLog } from '../job/copy-log.js'
import type { Settings } from '../stack/settings.js'

/** Longest wait for a restore, in milliseconds; a larger log is restored at the start, by CHRONIK_RESTORE_FROM. */
const RESTORE_TIMEOUT_MS = 280_000

/** `heimgewebe log verify`: reads every line of the portable log, without any process; exit code 1 when one is wrong. */
export const logVerify = async (context: Context, options: { folder?: string }): Promise<number> => {
  const path = options.folder === undefined ? segmentFolder(context.settings) : resolve(options.folder)
  const report = await read(path)
  return tell(context, path, report)
}

/** `heimgewebe log export`: the portable log as a folder of packed segments, or as one file; checked before and after. */
export const logExport = async (context: Context, options: { out: string }): Promise<number> => {
  const from = segmentFolder(context.settings)
  const before = await read(from)
  if (before.problem) return tell(context, from, before)
  const out = resolve(options.out)
  await copyLog(from, out, before.position).catch((error: unknown) => {
    if (error instanceof Failure) throw error
    throw new Failure(`${out} cannot be written: ${messageOf(error)}`, EXIT.usage, undefined, { cause: error })
  })
  return tell(context, out, await read(out))
}

/** `heimgewebe log import`: fills the empty log of the running mesh. */
export const logImport = async (context: Context, options: { from: string }): Promise<number> => {
  const from = resolve(options.from)
  const report = await read(from)
  if (report.problem) return tell(context, from, report)
  const chronik = await clientOf(context, 'chronik')
  const body = await chronik.post<{ position: number; hash: string }>(
    '/log/restore',
    { from },
    'application/json',
    RESTORE_TIMEOUT_MS,
  )
  if (context.json) context.terminal.json(body)
  else context.terminal.print(`${body.position} events are in the log; every service now reads them from the start`)
  return EXIT.fine
}

/** Where chronik of this stack writes the portable log. */
const segmentFolder = ({ environment, home, project }: Settings): string =>
  resolve(project, environment['CHRONIK_SEGMENT_FOLDER'] || join(home, 'chronik', 'segments'))

const read = async (path: string): Promise<ChainReport> => {
  await stat(path).catch(() => {
    throw new Failure(`there is no log in ${path}`, EXIT.usage, 'Name a folder of segments, or a file.')
  })
  return readChain(path)
}

const tell = ({ terminal, json }: Context, path: string, report: ChainReport): number => {
  const { problem, position, hash, files, torn } = report
  if (json) terminal.json({ path, ...report, ok: problem === undefined, problem: problem ?? null })
  else if (problem)
    terminal.print(
      `${terminal.tint('bad', problem.kind)}: ${problem.file}, line ${problem.line}, position ${problem.position}: ${problem.message}`,
    )
  else {
    terminal.print(`${terminal.tint('good', 'unbroken')}: ${position} events in ${files} files of ${path}`)
    terminal.print(`last hash ${hash}`)
    if (torn) terminal.say('the last line is half written: chronik is at it, or cuts it at its next start')
  }
  return problem === undefined ? EXIT.fine : EXIT.findings
}
