import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verdict } from '../checker/check.js'
import { Hand } from '../hand/hand.js'
import { hostileValue } from '../hand/hostile-values.js'
import { git, newRepository } from '../hand/repository.js'
import type { Campaign } from './campaign.js'

/** Acts on the repository of the stranger in each run. */
const ACTS = 10

/**
 * P22: values of a stranger stand at every place of the git library that takes one, and a repository of his, with hooks,
 * filters, helpers and settings, is mirrored and written to. Each of them would make a file if it were run.
 */
export const p22: Campaign = {
  id: 'P22',
  title: 'No argument, setting, hook or filter of a stranger is run by git',
  unit: 'values',
  chunk: 10_000,
  short: 600,
  shortSeconds: 28,
  async run({ n, random, bundles }) {
    const folder = mkdtempSync(join(tmpdir(), 'heimgewebe-values-'))
    const marks = join(folder, 'marks')
    mkdirSync(marks)
    const marker = join(marks, 'ran')
    const { hand, places } = await Hand.start(bundles.hand, join(folder, 'home'))
    const faults: Record<string, number> = {}
    const counts = { done: 0, refused: 0, failed: 0, acts: 0 }
    try {
      const repository = join(folder, 'shop')
      const sha = newRepository(repository)
      const mirror = join(folder, 'mirror')
      git(folder, 'clone', '-q', '--mirror', repository, mirror)
      for (let i = 0; i < n; i++) {
        const place = random.pick(places)
        faults[place] = (faults[place] ?? 0) + 1
        const value = hostileValue(random, marker)
        const became = (await hand.ask({ do: 'take', place, value, mirror, repository, sha }))!
        counts[became.verdict as 'done']++
      }
      const evil = evilRepository(join(folder, 'evil'), marker)
      for (let i = 0; i < ACTS; i++) {
        const files = [{ path: 'src/f.c', content: `${i}\n` }]
        const request = {
          id: randomUUID(),
          time: '2026-03-01T10:00:00Z',
          arguments: { branch: 'heimgewebe/evil', title: 'fix: f', files },
        }
        const became = await hand.ask({ do: 'perform', repository: evil, request })
        if (became?.verdict === 'done') counts.acts++
      }
      const ran = readdirSync(marks)
      return {
        n,
        faults,
        counts,
        sync: {},
        verdicts: [
          verdict('P22 nothing of a stranger ran or was written', n + ACTS, ran),
          verdict(
            'P22 the stranger’s repository is written to all the same',
            ACTS,
            counts.acts === ACTS ? [] : [`${counts.acts} of ${ACTS}`],
          ),
          verdict(
            'I14 values were taken and refused',
            n,
            counts.done > 0 && counts.refused > 0 ? [] : ['only one of both'],
          ),
          verdict('I14 the traps of the repository work', 1, trapsWork(evil, marker) ? [] : ['git ran none of them']),
        ],
      }
    } finally {
      await hand.end()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

const HOOKS = [
  ...['pre-commit', 'post-commit', 'post-checkout', 'pre-push', 'pre-receive', 'update', 'post-receive', 'post-update'],
  ...['reference-transaction', 'proc-receive', 'post-index-change', 'pre-auto-gc', 'push-to-checkout', 'post-merge'],
]

/** A repository in which nearly everything that git can be told to run makes the marker. */
const evilRepository = (folder: string, marker: string): string => {
  newRepository(folder)
  const run = `touch ${marker}`
  mkdirSync(join(folder, 'src'))
  writeFileSync(join(folder, 'src/f.c'), 'one\n')
  writeFileSync(join(folder, '.gitattributes'), '* filter=evil diff=evil merge=evil\n')
  writeFileSync(
    join(folder, '.gitmodules'),
    `[submodule "x"]\n\tpath = x\n\turl = ext::sh -c ${run.replaceAll(' ', '% ')}\n`,
  )
  git(folder, 'add', '-A')
  git(folder, 'commit', '-q', '-m', 'attributes')
  for (const hook of HOOKS) {
    const file = join(folder, '.git/hooks', hook)
    mkdirSync(join(folder, '.git/hooks'), { recursive: true })
    writeFileSync(file, `#!/bin/sh\n${run}.${hook}\n`)
    chmodSync(file, 0o755)
  }
  for (const [name, value] of [
    ['core.fsmonitor', `${run}.fsmonitor; false`],
    ['core.sshCommand', `${run}.ssh`],
    ['core.alternateRefsCommand', `${run}.alternate`],
    ['core.pager', `${run}.pager`],
    ['core.editor', `${run}.editor`],
    ['credential.helper', `!${run}.helper`],
    ['diff.external', `${run}.external`],
    ['diff.evil.textconv', `${run}.textconv; cat`],
    ['filter.evil.clean', `${run}.clean; cat`],
    ['filter.evil.smudge', `${run}.smudge; cat`],
    ['filter.evil.process', `${run}.process`],
    ['merge.evil.driver', `${run}.driver`],
    ['gpg.program', `${run}.gpg`],
    ['uploadpack.packObjectsHook', `${run}.packhook`],
    ['receive.procReceiveRefs', 'refs/heads'],
    ['include.path', '/nonexistent'],
    ['protocol.ext.allow', 'always'],
    ['gc.auto', '1'],
  ] as const)
    git(folder, '-c', 'core.fsmonitor=false', 'config', name, value)
  return folder
}

/** A person who works in that repository runs what stands in it: the traps are no imitation. */
const trapsWork = (folder: string, marker: string): boolean => {
  try {
    git(folder, 'status')
  } catch {
    // It may also fail: what counts is what ran.
  }
  return existsSync(`${marker}.fsmonitor`)
}
