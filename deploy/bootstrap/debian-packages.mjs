// Debian packages without root: a private apt state fetches a signature-checked package and unpacks it
// below the tools folder. Nothing of the system is changed.
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemSources } from './apt-sources.mjs'
import { UNPACKED } from './paths.mjs'
import { Problem } from './problem.mjs'
import { run } from './steps.mjs'

/** Whether this machine can fetch Debian packages at all. */
export const hasApt = () => existsSync('/usr/bin/apt-get') && existsSync('/usr/bin/dpkg')

/**
 * Fetches one package from the first of `suites` that has it and unpacks it; resolves with that suite. The suite
 * `system` stands for the suites that the machine itself is on.
 */
export const unpackPackage = async (name, suites, next) => {
  const source = systemSources()[0]
  if (source === undefined) throw new Problem('no Debian or Ubuntu source is set up in /etc/apt', next)
  const failures = []
  // NOTE: Ubuntu has suites of its own, and a package of Debian's may not run there.
  for (const suite of source.distribution === 'debian' ? suites : ['system']) {
    // NOTE: paths in apt's options may hold no blank, so the state lives in the system's folder for temporary files.
    const state = await mkdtemp(join(tmpdir(), 'heimgewebe-apt-'))
    try {
      await fetchFrom(source, suite, name, state)
      const file = (await readdir(state)).find((entry) => entry.endsWith('.deb'))
      await mkdir(UNPACKED, { recursive: true })
      await run('dpkg', ['-x', join(state, file), UNPACKED])
      return suite
    } catch (error) {
      failures.push(`${suite}: ${error.message}`)
    } finally {
      await rm(state, { recursive: true, force: true })
    }
  }
  throw new Problem(`the package ${name} could not be fetched\n${failures.join('\n')}`, next)
}

const fetchFrom = async (source, suite, name, state) => {
  await Promise.all(
    ['lists/partial', 'cache/archives/partial', 'etc'].map((folder) => mkdir(join(state, folder), { recursive: true })),
  )
  const suites = suite === 'system' ? source.suites.join(' ') : suite
  const text = [
    'Types: deb',
    `URIs: ${source.uri}`,
    `Suites: ${suites}`,
    'Components: main universe',
    `Signed-By: ${source.signedBy}`,
  ]
  const components = source.distribution === 'debian' ? text.map((line) => line.replace(' universe', '')) : text
  await writeFile(join(state, 'etc', 'one.sources'), `${components.join('\n')}\n`)
  const options = {
    'Dir::Etc::SourceList': '/dev/null',
    'Dir::Etc::SourceParts': join(state, 'etc'),
    'Dir::State': state,
    'Dir::State::Lists': join(state, 'lists'),
    'Dir::Cache': join(state, 'cache'),
    'Acquire::Languages': 'none',
    'Acquire::Retries': '2',
    // NOTE: as root apt would switch to a user of its own, who cannot write here.
    'APT::Sandbox::User': '',
    'Debug::NoLocking': '1',
  }
  const flags = Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`])
  await run('apt-get', ['--quiet', ...flags, 'update', '--error-on=any'], { timeoutMs: 240_000 })
  await run('apt-get', ['--quiet', ...flags, 'download', name], { timeoutMs: 240_000, cwd: state })
}
