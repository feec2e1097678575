/** Where git is looked for. The surrounding environment is not asked: it could name another program. */
const PATH = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin'

/** What a child gets to know about where its settings come from and which way it may reach others. */
export interface Reach {
  /** File of ours that git reads as the user's configuration. Default: none. */
  readonly configuration?: string
  /** Protocols it may use, such as ['file']. Default: none, so that no command reaches out by surprise. */
  readonly protocols?: readonly string[]
  /** Index file to use instead of the mirror's own. Default: the mirror has none. */
  readonly index?: string
  /** Whom a new commit is by. */
  readonly signature?: { readonly name: string; readonly email: string; readonly seconds: number }
  /** Take paths as they are: no character in them means anything. */
  readonly literalPaths?: boolean
  /** Let git read placeholders where a partial clone lacks content. Default false: it says what is missing. */
  readonly placeholders?: boolean
}

/** An environment built from nothing: no variable of ours reaches git, and none of git's reaches us. */
export const gitEnvironment = (reach: Reach = {}): Record<string, string> => ({
  PATH,
  HOME: '/nonexistent',
  // Messages are read by a program, so they must not be translated.
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: reach.configuration ?? '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
  // An empty list would mean "the defaults"; this names no protocol at all.
  GIT_ALLOW_PROTOCOL: reach.protocols?.join(':') || 'none',
  ...(reach.placeholders ? {} : { GIT_NO_REPLACE_OBJECTS: '1' }),
  ...(reach.literalPaths ? { GIT_LITERAL_PATHSPECS: '1' } : {}),
  ...(reach.signature ? signed(reach.signature) : {}),
  ...(reach.index === undefined ? {} : { GIT_INDEX_FILE: reach.index }),
})

const signed = ({ name, email, seconds }: NonNullable<Reach['signature']>): Record<string, string> => {
  const date = `@${Math.max(0, Math.trunc(seconds))} +0000`
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  }
}

/** Settings that win over the configuration of the repository at hand, as options before the command. */
export const FIXED_SETTINGS: readonly string[] = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.attributesFile=/dev/null',
  'core.symlinks=false',
  'core.protectHFS=true',
  'core.protectNTFS=true',
  'safe.bareRepository=explicit',
  'credential.helper=',
  // A mirror is cheap to make again, but what a rewritten branch left behind may exist nowhere else.
  'core.fsync=all',
  // Larger files count as binary and are streamed, so that a 1 GB file costs neither time nor memory.
  'core.bigFileThreshold=32m',
  'core.deltaBaseCacheLimit=48m',
  // Exact renames are always found; this bounds the comparing of content, which grows with the square.
  'diff.renameLimit=400',
  'i18n.logOutputEncoding=UTF-8',
  'log.showSignature=false',
  'gc.auto=0',
  // A host that sends us elsewhere would choose whom we speak to, and who gets the credentials of the URL.
  'http.followRedirects=false',
  'http.lowSpeedLimit=1000',
  'http.lowSpeedTime=60',
].flatMap((setting) => ['-c', setting])
