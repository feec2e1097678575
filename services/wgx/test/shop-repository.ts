import { execFile } from 'node:child_process'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Commits of a repository that was made for a test. */
export interface Shop {
  readonly folder: string
  readonly base: string
  /** A change of the documentation. */
  readonly clean: string
  /** A change that makes login accept what it must refuse. */
  readonly faulty: string
}

const LOGIN = `#!/bin/sh
# login USER TOKEN: 0 when the token is right and not expired
case "$2" in
  expired) exit 1 ;;
  secret) exit 0 ;;
  *) exit 1 ;;
esac
`

const TESTS = `#!/bin/sh
# The project's own tests of the auth layer, with a JUnit report.
failed=0
cases=""
check() {
  name=$1; want=$2; shift 2
  if "$@"; then got=0; else got=1; fi
  if [ "$got" = "$want" ]; then cases="$cases<testcase classname='auth' name='$name'/>"; return; fi
  failed=$((failed+1))
  echo "FAILED: $name"
  cases="$cases<testcase classname='auth' name='$name'><failure message='exit code $got, wanted $want'/></testcase>"
}
check 'login accepts the right token' 0 sh src/auth/login.sh ada secret
check 'login refuses a wrong token' 1 sh src/auth/login.sh ada guess
check 'login refuses an expired token' 1 sh src/auth/login.sh ada expired
echo "<testsuites><testsuite name='auth'>$cases</testsuite></testsuites>" > report.xml
exit $failed
`

/** Runs git in a repository of a test. */
export const git = async (folder: string, ...args: string[]): Promise<string> => {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'commit.gpgsign=false']
  return (await run('git', [...identity, '-C', folder, ...args])).stdout.trim()
}

/** Writes files on a branch and commits them; `link:<path>` is a link to its text. Gives the commit. */
export const commitOn = async ({ folder }: Shop, branch: string, files: Record<string, string>): Promise<string> => {
  await git(folder, 'switch', '--quiet', branch)
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name.replace(/^link:/, ''))
    await mkdir(dirname(path), { recursive: true })
    await rm(path, { recursive: true, force: true })
    await (name.startsWith('link:') ? symlink(text, path) : writeFile(path, text))
  }
  await git(folder, 'add', '--all')
  await git(folder, 'commit', '--quiet', '--message', `Change ${Object.keys(files).join(', ')}`)
  return git(folder, 'rev-parse', 'HEAD')
}

let branches = 0

/** Commits files on a new branch of main. Gives the commit. */
export const branchOf = async (shop: Shop, files: Record<string, string>): Promise<string> => {
  const branch = `branch-${branches++}`
  await git(shop.folder, 'branch', branch, 'main')
  const sha = await commitOn(shop, branch, files)
  await git(shop.folder, 'switch', '--quiet', 'main')
  return sha
}

/** Makes a real repository: a shop with an auth layer, its tests, one clean change and one with a planted fault. */
export const makeShop = async (folder: string): Promise<Shop> => {
  const commit = async (message: string, files: Record<string, string>): Promise<string> => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    await git(folder, 'add', '--all')
    await git(folder, 'commit', '--quiet', '--message', message)
    return git(folder, 'rev-parse', 'HEAD')
  }
  await mkdir(folder, { recursive: true })
  await git(folder, 'init', '--quiet', '--initial-branch=main')
  const base = await commit('A shop with login', {
    'src/auth/login.sh': LOGIN,
    'test/auth.sh': TESTS,
    'README.md': 'A shop.\n',
  })
  await git(folder, 'switch', '--quiet', '--create', 'clean')
  const clean = await commit('Explain the shop', { 'README.md': 'A shop with a login.\n' })
  await git(folder, 'switch', '--quiet', '--create', 'faulty', 'main')
  const faulty = await commit('Simplify login', {
    'src/auth/login.sh': LOGIN.replace('expired) exit 1', 'expired) exit 0'),
  })
  await git(folder, 'switch', '--quiet', 'main')
  return { folder, base, clean, faulty }
}
