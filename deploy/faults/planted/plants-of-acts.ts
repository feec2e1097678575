import type { Plant } from './plant.js'

/** The planted bugs of what decides, writes into repositories and takes commands. */
export const PLANTS_OF_ACTS: readonly Plant[] = [
  {
    name: 'what is written into a repository is not waited for',
    campaign: 'P12',
    n: 60,
    caughtBy: /^P12 (?:a branch|an act|what was told)/,
    quick: false,
    replacements: [
      { file: 'libs/git/src/held-folder.ts', find: '      await file.sync()\n', replace: '' },
      { file: 'libs/git/src/git-environment.ts', find: "'core.fsync=all'", replace: "'core.fsync=none'" },
    ],
  },
  {
    name: 'folders of a repository are checked and not held',
    campaign: 'P21',
    n: 20_000,
    caughtBy: /^P21 nothing is written through a link/,
    quick: false,
    replacements: [
      {
        file: 'libs/git/src/held-folder.ts',
        find: "process.platform === 'linux' ? '/proc/self/fd' : undefined",
        replace: 'undefined as string | undefined',
      },
    ],
  },
  {
    name: 'whoever names a source is believed',
    campaign: 'P20',
    n: 400,
    caughtBy: /^P20 nothing (?:enters|forged)/,
    quick: false,
    replacements: [
      {
        file: 'services/chronik/src/io/append/append-server.ts',
        find: 'maySpeakAs: (source) => source === `heimgewebe/${service}`',
        replace: 'maySpeakAs: (source) => source.length > service.length',
      },
    ],
  },
  {
    name: 'a command of another service counts',
    campaign: 'P20',
    n: 600,
    caughtBy: /^P20 (?:nothing forged|no right|what the owner)/,
    quick: false,
    replacements: [
      {
        file: 'libs/contracts/src/names.ts',
        find: 'return service === undefined || VOICES.includes(service) || office.includes(service)',
        replace: 'return service !== "" || VOICES.includes(service) || office.includes(service)',
      },
    ],
  },
  {
    name: 'a yes counts for any bytes',
    campaign: 'P25',
    n: 120,
    caughtBy: /^P25 /,
    quick: false,
    replacements: [
      {
        file: 'services/heimgeist/src/decisions/answer-approval.ts',
        find: "if (data.content_sha256 !== question.wish.contentSha256) return 'it is of other bytes than were shown'",
        replace: "if (data.content_sha256 === '') return 'it is of other bytes than were shown'",
      },
      {
        file: 'services/hauski/src/io/action-store.ts',
        find: '...(row.seen !== null && row.seen === row.asked ? { contentSha256: row.seen } : {}),',
        replace: '...(row.asked === null ? {} : { contentSha256: row.asked }),',
      },
    ],
  },
  {
    name: 'a clone URL may name a helper',
    campaign: 'P22',
    n: 600,
    caughtBy: /^P22 nothing of a stranger ran/,
    quick: false,
    replacements: [
      {
        file: 'libs/git/src/git-environment.ts',
        find: "reach.protocols?.join(':') || 'none'",
        replace: "'ext:file:https'",
      },
      {
        file: 'libs/git/src/location.ts',
        find: "  if (!text.includes('://')) {",
        replace:
          "  if (text.startsWith('ext::')) return { url: text, display: text, protocol: 'ext' }\n  if (!text.includes('://')) {",
      },
    ],
  },
]
