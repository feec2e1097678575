import { join } from 'node:path'
import { ConfigError, type MeshConfig, env, readMeshConfig } from '@heimgewebe/mesh'

/** Injection token of the configuration. */
export const CONFIG = Symbol('CONFIG')

/** What heimlern needs to know. */
export interface Config {
  readonly mesh: MeshConfig
  /**
   * Share of the good changes of the past, 0 to 1, that a policy may fire on and still be proposed.
   * `HEIMLERN_MOST_FALSE_ALARMS` in percent, default 25.
   */
  readonly mostFalseAlarms: number
  /**
   * Harmless matches after which a rule that caught next to nothing is retired; texts after as many changes without any
   * effect. `HEIMLERN_ENOUGH_NOISE`, default 20.
   */
  readonly enoughNoise: number
  /**
   * Repositories that tell one another what mended an error, `HEIMLERN_SHARING`, owner/name separated by commas. Default
   * empty: what is learned in a repository stays there.
   */
  readonly sharing: readonly string[]
  /**
   * Good changes in its language that a lint rule must be silent on before it is proposed; where a repository has fewer,
   * none is. `HEIMLERN_LINT_GOOD`, default 200.
   */
  readonly lintGood: number
  /** Latest repairs of a repository that lint rules are made from. `HEIMLERN_LINT_CASES`, default 50. */
  readonly lintCases: number
  /** Folder of a repository that its lint rules are put into. `HEIMLERN_LINT_FOLDER`, default .heimgewebe/rules. */
  readonly lintFolder: string
  /**
   * The models that heimgeist asks, and what for: where they may be asked for lint rules, one is asked about fixes in which
   * nothing was found. `HEIMLERN_MODELS_FILE`, default models.json in the home folder; without such a file none is.
   */
  readonly modelsFile: string
}

/** Reads the configuration. Throws `ConfigError` naming the setting. */
export const readConfig = (source: NodeJS.ProcessEnv): Config => {
  const mesh = readMeshConfig(source, 'heimlern')
  return {
    mesh,
    mostFalseAlarms:
      within('HEIMLERN_MOST_FALSE_ALARMS', env.number(source, 'HEIMLERN_MOST_FALSE_ALARMS', 25), 0, 100) / 100,
    enoughNoise: within('HEIMLERN_ENOUGH_NOISE', env.int(source, 'HEIMLERN_ENOUGH_NOISE', 20), 1, 500),
    sharing: env.list(source, 'HEIMLERN_SHARING', []),
    lintGood: within('HEIMLERN_LINT_GOOD', env.int(source, 'HEIMLERN_LINT_GOOD', 200), 1, 1000),
    lintCases: within('HEIMLERN_LINT_CASES', env.int(source, 'HEIMLERN_LINT_CASES', 50), 3, 100),
    lintFolder: folder('HEIMLERN_LINT_FOLDER', env.string(source, 'HEIMLERN_LINT_FOLDER', '.heimgewebe/rules')),
    modelsFile: env.path(source, 'HEIMLERN_MODELS_FILE', join(mesh.home, 'models.json')),
  }
}

const folder = (setting: string, value: string): string => {
  if (!/^(?!-)[\w.-]+(\/(?!-)[\w.-]+)*$/.test(value) || /(^|\/)\.\.?(\/|$)/.test(value))
    throw new ConfigError(`${setting} is not a folder inside a repository: ${value}`)
  return value
}

const within = (setting: string, value: number, least: number, most: number): number => {
  if (value < least || value > most) throw new ConfigError(`${setting} is not from ${least} to ${most}: ${value}`)
  return value
}
