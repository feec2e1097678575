import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { SandboxOptions } from '../src/io/sandbox/sandbox.js'
import type { SandboxLimits } from '../src/io/sandbox/sandbox-types.js'

/** Limits that no test meets by accident. */
export const roomy: SandboxLimits = { seconds: 20, memoryBytes: 2 ** 30, processes: 128, fileBytes: 2 ** 26 }

const made: string[] = []

/** A fresh folder that only its owner may enter, as homes are. */
export const closedFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'wgx-test-'))
  made.push(folder)
  return folder
}

/** Removes every folder that was made here. */
export const removeFolders = async (): Promise<void> => {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true })
}

/** A fresh folder that everybody may enter. */
export const openFolder = async (): Promise<string> => {
  const folder = await closedFolder()
  await chmod(folder, 0o755)
  return folder
}

/** How the tests open a sandbox: with what the machine has. */
export const optionsIn = (home: string, changes: Partial<SandboxOptions> = {}): SandboxOptions => ({
  home,
  tools: process.env['HEIMGEWEBE_TOOLS'],
  path: process.env['PATH'] ?? '',
  user: 64014,
  toolFolders: [],
  diskReserveBytes: 0,
  useCgroups: true,
  ...changes,
})

/** A folder with a `bwrap` that changes its arguments before it becomes the real one: a sandbox with a planted bug. */
export const weakened = async (edit: string): Promise<string> => {
  const folder = await openFolder()
  const script = `#!/bin/bash
set -f
real=$(PATH="\${WGX_TEST_PATH:-/usr/local/bin:/usr/bin:/bin}" command -v bwrap)
arguments=()
case "$1" in --version|--help) exec "$real" "$1" ;; esac
while [ $# -gt 0 ]; do
${edit}
arguments+=("$1"); shift
done
exec "$real" "\${arguments[@]}"
`
  await writeFile(join(folder, 'bwrap'), script)
  await chmod(join(folder, 'bwrap'), 0o755)
  return folder
}

/** A folder with Node in its `bin`, which everybody may run: the one that runs the tests may be in a closed folder. */
export const nodeFolder = async (): Promise<string> => {
  const folder = await openFolder()
  await mkdir(join(folder, 'bin'))
  await copyFile(process.execPath, join(folder, 'bin', 'node'))
  await chmod(join(folder, 'bin', 'node'), 0o755)
  return folder
}

/** A script that starts with the sandbox of the sources at hand as `sandbox`; a file that everybody may run. */
export const scriptWith = async (options: SandboxOptions, contents: string): Promise<string> => {
  const outfile = join(await openFolder(), 'script.mjs')
  await build({
    stdin: {
      contents: `import { Sandbox } from './sandbox.ts'
        import { probeSandbox } from './sandbox-probes.ts'
        const sandbox = await Sandbox.open(${JSON.stringify(options)})
        ${contents}`,
      resolveDir: fileURLToPath(new URL('../src/io/sandbox', import.meta.url)),
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
  })
  return outfile
}
