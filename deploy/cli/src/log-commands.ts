import type { Command } from 'commander'
import { logExport, logImport, logVerify } from './commands/log.js'
import { type ArchiveOptions, logArchive } from './commands/log-archive.js'
import type { Declare } from './host-commands.js'

/** `heimgewebe log …`: the portable log, and what of the log stays in Postgres. */
export const logCommands = (root: Command, command: Declare): void => {
  const log = root.command('log').description('the portable log: the events as files, chained by hashes')
  command(
    'verify',
    'check every line, without a running mesh; exit code 1 when one is changed, missing or out of order',
    (context, options: { folder?: string }) => logVerify(context, options),
    (own) => own.option('--folder <dir>', 'segments, or one file. Default: those of this stack'),
    log,
  )
  command(
    'export',
    'copy the log into an empty folder, or into one file that ends in .jsonl or .jsonl.gz',
    (context, options: { out: string }) => logExport(context, options),
    (own) => own.requiredOption('--out <path>', 'where to'),
    log,
  )
  command(
    'import',
    'fill the EMPTY log of the running mesh; positions, versions and times stay as they were',
    (context, options: { from: string }) => logImport(context, options),
    (own) => own.requiredOption('--from <path>', 'segments, or one file'),
    log,
  )
  command(
    'archive',
    'take the bodies of old events out of Postgres; the packed segments hold them, and all is read as before',
    (context, options: ArchiveOptions) => logArchive(context, options),
    (own) =>
      own
        .option('--before <date|position>', 'only events that the log took before. Default: what CHRONIK_RETAIN says')
        .option('--dry-run', 'only say what would go'),
    log,
  )
}
