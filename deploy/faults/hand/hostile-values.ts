import type { Random } from '../rig/random.js'

/** Parts of paths that some file system or git reads in another way than they look. */
const PIECES = [
  ...['..', '.', '', 'a', 'docs', 'src', 'x.ts', '.git', '.GIT', '.Git', 'git~1', 'GIT~2', '.git.', '.git ', '..git'],
  ...[
    '.gitmodules',
    '.gitattributes',
    '.github',
    'hooks',
    'pre-commit',
    'config',
    'HEAD',
    'refs',
    'objects',
    'con',
    'NUL.c',
  ],
  ...[
    '~',
    '~root',
    '$HOME',
    '%2e%2e',
    '\\',
    '..\\',
    'C:',
    'a:b',
    '-rf',
    '--',
    ' ',
    'a ',
    'a.',
    'ü',
    'e\u0301',
    '\uff0e\uff0e',
  ],
  ...[
    '\u200b',
    '.g\u200bit',
    '\u202e',
    '\0',
    '\n',
    '\t',
    '\ufeff',
    'etc',
    'passwd',
    'outside',
    'beside',
    'kept.txt',
    'b',
  ],
]

/** A path as somebody with bad intent would write it. */
export const hostilePath = (random: Random): string => {
  const length = random.int(1, 6)
  const pieces = Array.from({ length }, () => (random.chance(0.85) ? random.pick(PIECES) : letters(random)))
  return `${random.chance(0.1) ? '/' : ''}${pieces.join(random.chance(0.9) ? '/' : '')}`
}

/** A value that would run or write something where it were taken for an option, a helper or a shell's word. */
export const hostileValue = (random: Random, marker: string): string => {
  const run = `touch ${marker}`
  const values = [
    ...[
      `--upload-pack=${run}`,
      `-u${run}`,
      `--exec=${run}`,
      `--receive-pack=${run}`,
      `--output=${marker}`,
      `-o${marker}`,
    ],
    ...[
      `-c core.fsmonitor=${run}`,
      `--config=core.fsmonitor=${run}`,
      `-Otouch ${marker};:`,
      '--no-index',
      '--help',
      '--',
    ],
    ...[`ext::sh -c ${run.replaceAll(' ', '% ')}`, `fd::17/foo`, `file://${marker}`, `ssh://-oProxyCommand=${run}/x`],
    ...[
      `-oProxyCommand=${run}@host:x`,
      `git@-oProxyCommand=${run}:x`,
      `$(${run})`,
      `\`${run}\``,
      `;${run};`,
      `|${run}`,
    ],
    ...[
      `\n${run}\n`,
      `x\0${run}`,
      `HEAD:../../x`,
      `:(glob)**`,
      `:/x`,
      `@{-1}`,
      `HEAD^{/x}`,
      `refs/../../../x`,
      `main..x`,
    ],
    ...[
      `${'0'.repeat(40)}`,
      `${'f'.repeat(40)}`,
      `${'f'.repeat(40)} ${run}`,
      `^${'0'.repeat(40)}`,
      `heimgewebe/../../x`,
    ],
    ...[`Ada <${run}>`, `Ada\ncommitter x`, `%(trailers)`, `%x00`, `a.lock`, `heimgewebe/$(${run})`, `/etc/passwd`, ``],
  ]
  const value = random.pick(values)
  const how = random.int(0, 9)
  if (how === 0) return hostilePath(random)
  if (how === 1) return `${letters(random)}${value}`
  if (how === 2) return `${value}${letters(random)}`
  if (how === 3) return `${value} ${random.pick(values)}`
  return value
}

const letters = (random: Random): string =>
  Array.from({ length: random.int(1, 4) }, () =>
    String.fromCodePoint(random.int(0x20, random.chance(0.8) ? 0x7e : 0x2fff)),
  ).join('')
