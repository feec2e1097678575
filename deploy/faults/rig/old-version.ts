import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const root = process.cwd()

const git = (...args: readonly string[]): string | undefined => {
  const { status, stdout } = spawnSync('git', [...args], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

/** The version that runs beside the present one: the setting, the last tag, else an earlier commit; undefined in a shallow clone. */
export const oldCommit = (): string | undefined => {
  const named = process.env['HEIMGEWEBE_FAULTS_OLD']
  const tag = git('describe', '--tags', '--abbrev=0', 'HEAD^')
  return git('rev-parse', '--verify', '--short=12', `${named ?? tag ?? 'HEAD~5'}^{commit}`)
}

/** Bundles chronik as it was at a commit, with the libs of that commit and the packages of today. Returns the program. */
export const bundleOld = async (commit: string, into: string): Promise<string> => {
  const tree = mkdtempSync(join(root, 'node_modules/.cache/heimgewebe-faults', 'old-'))
  try {
    const archive = spawnSync('sh', ['-c', `git archive ${commit} libs services | tar -x -C "$0"`, tree])
    if (archive.status !== 0) throw new Error(`git archive ${commit}: ${archive.stderr.toString()}`)
    const own = join(tree, 'node_modules', '@heimgewebe')
    mkdirSync(own, { recursive: true })
    for (const lib of readdirSync(join(tree, 'libs'))) symlinkSync(join(tree, 'libs', lib), join(own, lib))
    const { bundle } = (await import(pathToFileURL(join(root, 'deploy/build/bundle.mjs')).href)) as {
      bundle: (options: { entry: string; outfile: string }) => Promise<unknown>
    }
    const outfile = join(into, 'chronik-old.mjs')
    await bundle({ entry: join(tree, 'services/chronik/src/main.ts'), outfile })
    return outfile
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
}
