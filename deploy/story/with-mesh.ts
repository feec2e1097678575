import { MeshUnderTest } from '../e2e/mesh-under-test.js'
import { MeshVoice } from './mesh-voice.js'

const SETTINGS = {
  // The world of the story waits for nobody: commits are looked for at once, and asking often is no attack.
  CHRONIK_FOLLOW_LOCAL: '200ms',
  WGX_QUIET: '1s',
  // The rules lie where the host of the story keeps its own.
  HEIMLERN_LINT_FOLDER: '.github/rules',
  HEIMGEWEBE_READS_PER_MINUTE: '0',
  HEIMGEWEBE_WRITES_PER_MINUTE: '0',
  HEIMGEWEBE_INTAKE_PER_MINUTE: '0',
}

/** Starts a whole mesh, lets `work` speak to it, and removes it with all that it kept, also after Ctrl-C. `settings`: more of them. */
export const withMesh = async <Result>(
  work: (voice: MeshVoice) => Promise<Result>,
  settings: NodeJS.ProcessEnv = {},
): Promise<Result> => {
  const mesh = await MeshUnderTest.prepare({ ...SETTINGS, ...settings })
  const stop = (): void => void mesh.remove().finally(() => process.exit(130))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop)
  try {
    const { code, stderr } = await mesh.cli('up')
    if (code !== 0) throw new Error(`the mesh did not start: ${stderr}`)
    return await work(await MeshVoice.of(mesh))
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, stop)
    await mesh.remove()
  }
}
