import type { Context } from '../context.js'
import { EXIT } from '../failure.js'
import { followRisks } from '../job/follow-risks.js'
import { tellStory } from '../job/demo-story.js'
import { runJob } from '../job/main-job.js'
import { meshApi } from '../job/mesh-api.js'
import { repositoryLocation } from '../job/repository-path.js'
import { Progress } from '../output/progress.js'
import { askSupervisor } from '../stack/control.js'
import { Stack } from '../stack/stack.js'
import type { StackStatus } from '../stack/status.js'
import { leitstandAddress } from './up.js'

/** Options of `npm start`. */
export interface RunOptions {
  /** Path or clone URL. Default: the project's own clone, and the demo story. */
  readonly repo?: string
  /** Stops after printing. */
  readonly once?: boolean
}

/**
 * `npm start`: the whole main job. Starts the stack (or uses the one that runs), reads the repository, prints what is risky,
 * then follows until Ctrl-C and stops what it started.
 */
export const run = async (context: Context, options: RunOptions): Promise<number> => {
  const { terminal, settings, json } = context
  const location = await repositoryLocation(options.repo ?? settings.project)
  const stack = await startOrJoin(context)
  try {
    if (options.repo === undefined) await tellStory(await meshApi(context), settings.project)
    await runJob(context, { location, everything: options.repo === undefined }, () => statusOf(context, stack))
    if (options.once) return EXIT.fine
    const address = await leitstandAddress(settings)
    if (!json) terminal.print(`\nLeitstand: ${terminal.tint('strong', address)}`)
    else terminal.say(`Leitstand: ${address}`)
    terminal.say(
      stack
        ? 'Following the repository; Ctrl-C stops everything.'
        : 'Following; the mesh was running before and goes on after Ctrl-C.',
    )
    await followRisks({ ...context, interrupted: untilEnd(context, stack) })
    return EXIT.fine
  } finally {
    if (stack !== undefined) await stopStack(context, stack)
  }
}

/** Aborted by Ctrl-C, and by `heimgewebe down` from another terminal. */
const untilEnd = ({ interrupted }: Context, stack: Stack | undefined): AbortSignal => {
  const asked = new AbortController()
  void stack?.shutdownAsked.then(() => asked.abort())
  return AbortSignal.any([interrupted, asked.signal])
}

/** A stack of our own, or undefined where one runs already in this home. */
const startOrJoin = async (context: Context): Promise<Stack | undefined> => {
  const { terminal, settings, interrupted, onSecondInterrupt } = context
  if ((await askSupervisor(settings.home, { command: 'status' })) !== undefined) {
    terminal.say('the mesh is running already; using it')
    return undefined
  }
  const stack = new Stack(settings, (text) => terminal.say(`${terminal.tintNote('warn', '!')} ${text}`))
  onSecondInterrupt(() => stack.kill())
  interrupted.addEventListener('abort', () => void stack.stop())
  const progress = new Progress(terminal)
  const begun = Date.now()
  progress.show({ label: 'starting the mesh', done: 0 })
  const show = (ready: readonly string[], all: readonly string[]): void =>
    progress.show({ label: 'starting the mesh', done: ready.length, total: all.length })
  await stack.start(show).catch((error: unknown) => {
    interrupted.throwIfAborted()
    throw error
  })
  interrupted.throwIfAborted()
  progress.done(`${stack.processes.length} processes are ready (${((Date.now() - begun) / 1000).toFixed(1)} s)`)
  return stack
}

const statusOf = async ({ settings }: Context, stack: Stack | undefined): Promise<StackStatus> =>
  stack === undefined ? (await askSupervisor(settings.home, { command: 'status' }))!.status! : stack.status()

const stopStack = async ({ terminal }: Context, stack: Stack): Promise<void> => {
  const begun = Date.now()
  const hint = setTimeout(() => terminal.say('stopping; Ctrl-C again kills'), 1500)
  await stack.stop()
  clearTimeout(hint)
  terminal.say(
    `${terminal.tintNote('good', '✓')} everything is stopped (${((Date.now() - begun) / 1000).toFixed(1)} s)`,
  )
}
