import type { Context } from '../context.js'
import { EXIT } from '../failure.js'
import { runJob } from '../job/main-job.js'
import { repositoryLocation } from '../job/repository-path.js'
import { askSupervisor } from '../stack/control.js'

/** `heimgewebe watch <repo>`: the running mesh reads a repository and follows it from then on. */
export const watch = async (context: Context, repo: string): Promise<number> => {
  const location = await repositoryLocation(repo)
  await runJob(context, { location, everything: false }, async () => {
    const answer = await askSupervisor(context.settings.home, { command: 'status' })
    // NOTE: in containers there is no supervisor; the result then lists no processes.
    return (
      answer?.status ?? {
        stack: context.settings.stack,
        home: context.settings.home,
        pid: null,
        disk_free_mib: 0,
        processes: [],
      }
    )
  })
  return EXIT.fine
}
