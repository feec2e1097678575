import { withoutEscapes } from './blank-details.js'

/** The error that a text is about, as far as the text tells. */
export interface FoundError {
  /** Class or code of the error, such as TypeError, ModuleNotFoundError, TS2322, SIGSEGV; empty where none is named. */
  readonly type: string
  /** What it said, one line or a few. */
  readonly message: string
  /** Function in which it happened, the innermost of the project's own; empty where the text does not name one. */
  readonly place: string
}

/** Longest text that is looked at, in characters: an error tells at its start or at its end. */
const MAX_TEXT = 16_000
/** Longest message that counts, in characters. */
const MAX_MESSAGE = 400

/** Frames of libraries and runtimes: the place of an error is the innermost frame of the project's own. */
const FOREIGN =
  /node_modules|node:|internal\/|site-packages|dist-packages|\/lib\/python|<frozen|_pytest|unittest|java\.base|^(?:java|javax|jdk|sun|org\.junit|org\.mockito|org\.springframework|org\.hibernate|kotlin|scala)\.|\/usr\/(?:lib|local|include)|\/rustc\/|\.cargo\/registry|^(?:std|core|alloc|rust_begin_unwind|tokio|runtime|testing|panic|reflect|net\/http)(?:::|\.|$)|__GI_|__libc|_start$|jest-|libc\.so|libasan|^(?:new )?(?:Promise|Object\.<anonymous>|Module\._compile|processTicksAndRejections|Array\.\w+|Test\.\w+)$/

const FRAMES: readonly RegExp[] = [
  // JavaScript:  at login (src/a.ts:3:5)   Java:  at com.acme.Login.run(Login.java:42)
  /^\s*at (?<fn>(?:async |new )?[\w$.<>[\] #]+?)(?: \[as [\w$]+\])? ?\((?<where>[^)]*)\)/,
  // Python:  File "a.py", line 3, in login
  /^\s*File "(?<where>[^"]+)", line \d+, in (?<fn>\S+)/,
  // pytest:  src/a.py:12: in login
  /^(?<where>\S+\.py):\d+: in (?<fn>\w+)/,
  // C, C++, Rust, sanitizers:  #3 0x55 in login(int) /src/a.c:12   and  3: shop::login
  /^\s*#\d+\s+(?:0x[0-9a-f]+ in )?(?<fn>[\w:~<>$]+)[^/\n]*(?<where>.*)$/,
  /^\s*\d+:\s+(?:0x[0-9a-f]+ - )?(?<fn>[\w:<>{}$]+)(?<where>)$/,
  // Go:  github.com/acme/shop/login.(*Store).Find(0xc000…)
  /^(?<fn>[\w./-]*\.(?:\(\*?\w+\)\.)?\w+(?:\.func\d+)*)\((?<where>[^)]*)\)$/,
]

/** A line that names its error by class: `TypeError: …`, `java.lang.IllegalStateException: …`, `shop.errors.Denied: …`. */
const CLASSED =
  /^\s*(?:E\s+|Uncaught |Unhandled (?:exception|rejection):? ?|Exception in thread "[^"]*" |Caused by: |panic: |● )*(?<type>(?:[\w$]+\.)*[A-Z][\w$]*(?:Error|Exception|Fault|Failure|Panic|Interrupt|Warning|Exit|Timeout|Denied|NotFound|Invalid\w*))(?: \[\w+\])?(?::\s*(?<message>.*))?$/

interface Line {
  readonly pattern: RegExp
  /** Type where the pattern names none. */
  readonly type?: string
  /** The message ends with its line. */
  readonly short?: boolean
}

/** Other ways of saying what went wrong, the surest first. */
const LINES: readonly Line[] = [
  { pattern: /ERROR: (?<type>\w+Sanitizer): (?<message>[\w-]+)/, short: true },
  { pattern: /^E\s{2,}(?<message>assert .+)$/, type: 'assertion', short: true },
  { pattern: /runtime error: (?<message>.+)$/, type: 'runtime error' },
  {
    pattern: /thread '[^']*'(?: \(\d+\))? panicked at (?:'(?<message>[^']*)'|[^\n]*:\n?(?<rest>[^\n]*))/,
    type: 'panic',
  },
  { pattern: /^panic: (?<message>.+)$/, type: 'panic' },
  { pattern: /^fatal error: (?<message>.+)$/, type: 'fatal' },
  { pattern: /(?:- |: )error (?<type>TS\d+): (?<message>.+)$/ },
  { pattern: /^error\[(?<type>E\d+)\]: (?<message>.+)$/ },
  { pattern: /:\d+:(?:\d+:)? (?:fatal )?error: (?<message>.+)$/, type: 'compile error' },
  { pattern: /\b(?:fatal )?error (?<type>(?:C|LNK|CS)\d{4}): (?<message>.+)$/ },
  { pattern: /(?<type>undefined reference to) (?<message>.+)$/ },
  { pattern: /^(?:.*: )?Assertion (?<message>.+ failed)\.?$/, type: 'assertion', short: true },
  {
    pattern: /\b(?<type>Segmentation fault|Bus error|Illegal instruction|SIGSEGV|SIGABRT|SIGBUS)\b(?<message>.*)$/,
    short: true,
  },
  { pattern: /^\s*\S+\.go:\d+:(?:\d+:)? (?<message>.+)$/, type: 'go' },
  { pattern: /^(?:npm (?:ERR!|error) code|code:) '?(?<type>E[A-Z0-9_]{3,})'?(?<message>)/ },
  { pattern: /^\s*error(?:\[\w+\])?: (?<message>.+)$/i, type: 'error' },
  { pattern: /\b(?:ERROR|FATAL|CRITICAL|SEVERE)\b[\]:| -]*(?<message>.+)$/, type: 'error' },
]
const SOUNDS_WRONG =
  /error|fail|exception|fatal|panic|denied|refused|timed? ?out|cannot|could not|unable|invalid|missing|expected|not found|killed|abort|crash|5\d\d\b/i

/** Finds the error in a log, a stack trace or the message of a failed test. `undefined` where there is only emptiness. */
export const findError = (text: string): FoundError | undefined => {
  const whole = withoutEscapes(text)
  const clean = whole.length > MAX_TEXT ? `${whole.slice(0, MAX_TEXT / 2)}\n${whole.slice(-MAX_TEXT / 2)}` : whole
  const lines = clean.split('\n').map(withoutPrefix)
  const said = byClass(lines) ?? byLine(lines) ?? bySound(lines)
  if (!said) return undefined
  return { type: lastName(said.type), message: said.message.slice(0, MAX_MESSAGE), place: placeOf(lines) }
}

/** Time, level, container and test runner before the text of a line. */
const withoutPrefix = (line: string): string =>
  line
    .replace(/^\s*[A-Za-z][\w.-]*\s+\| /, '')
    .replace(/^\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d\S*\]?\s+/, '')
    .replace(/^\[?\d\d:\d\d:\d\d[.,]?\d*\]?\s+/, '')
    .replace(/^(?:\[[\w./: -]{1,40}\]\s+)+(?=\S)/, '')

interface Said {
  readonly type: string
  readonly message: string
}

/** The last cause that is named by a class: an outer error only wraps it. In Python it is the end that tells. */
const byClass = (lines: readonly string[]): Said | undefined => {
  const named = lines.flatMap((line, at) => {
    const groups = CLASSED.exec(line)?.groups
    return groups?.['type'] === undefined
      ? []
      : [{ at, cause: /Caused by: /.test(line), type: groups['type'], text: groups['message'] ?? '' }]
  })
  const python = lines.some((line) => /^\s*(?:Traceback \(most recent|E {3,})|\.py:\d+: /.test(line))
  const found = named.findLast(({ cause }) => cause) ?? (python ? named.at(-1) : named[0])
  if (!found) return undefined
  return { type: found.type, message: [found.text, ...wrapped(lines, found.at)].join(' ') }
}

const byLine = (lines: readonly string[]): Said | undefined => {
  for (const { pattern, type, short = false } of LINES)
    for (const [at, line] of lines.entries()) {
      const groups = pattern.exec(/panicked at/.test(line) ? `${line}\n${lines[at + 1] ?? ''}` : line)?.groups
      if (!groups) continue
      const message = groups['message'] ?? groups['rest'] ?? ''
      const more = short ? [] : wrapped(lines, groups['rest'] === undefined ? at : at + 1)
      return { type: groups['type'] ?? type ?? '', message: [message, ...more].join(' ') }
    }
  return undefined
}

const bySound = (lines: readonly string[]): Said | undefined => {
  const at = lines.findIndex((line) => SOUNDS_WRONG.test(line))
  const first = at < 0 ? lines.findIndex((line) => line.trim() !== '') : at
  return first < 0 ? undefined : { type: '', message: [lines[first]!, ...wrapped(lines, first)].join(' ') }
}

/** Lines that go on with a message which was wrapped or has several lines, up to a frame, an empty line or another part. */
const wrapped = (lines: readonly string[], at: number): string[] => {
  const rest: string[] = []
  for (const line of lines.slice(at + 1, at + 7)) {
    if (
      line.trim() === '' ||
      isFrame(line) ||
      /^\s*(?:[-=^~|>_*]{2,}|\d+ \||at |Caused by|Traceback|note:|help:|-->|=|FAIL|Test|stack backtrace|goroutine)/.test(
        line,
      )
    )
      break
    if (CLASSED.test(line) || /:\d+:(?:\d+:)? (?:error|warning|note)/.test(line)) break
    rest.push(line.replace(/^\s*E\s{2,}/, '').trim())
  }
  return rest
}

const isFrame = (line: string): boolean => FRAMES.some((frame) => frame.test(line)) || /^\s+at \S/.test(line)

/** Python lists the innermost frame last, all others first. A test function is a place like any other. */
const placeOf = (lines: readonly string[]): string => {
  const cause = lines.findLastIndex((line) => /^\s*Caused by: /.test(line))
  const frames = lines.slice(Math.max(0, cause)).flatMap((line) => {
    const groups = FRAMES.map((frame) => frame.exec(line)?.groups).find((found) => found?.['fn'] !== undefined)
    return groups ? [{ fn: groups['fn']!, where: groups['where'] ?? '', python: /^\s*File "|\.py:/.test(line) }] : []
  })
  const own = frames.filter(({ fn, where }) => !FOREIGN.test(fn) && !FOREIGN.test(where))
  const inner = own[0]?.python ? own.at(-1) : own[0]
  return inner ? functionName(inner.fn) : ''
}

/** The name alone: no package, no address, no closure number; `Class.method` where both are told. */
const functionName = (fn: string): string =>
  fn
    .replace(/^(?:async|new) /, '')
    .replaceAll(/::h[0-9a-f]{8,}$|\{\{?closure\}?\}|(?:\.func\d+)+|\$\d+|<[^>]*>/g, '')
    .split(/::|\.|\//)
    .map((part) => part.replaceAll(/[^\w$]/g, ''))
    .filter((part) => part !== '' && part !== 'anonymous')
    .slice(-2)
    .join('.')

const lastName = (type: string): string => (/^[\w$.]+$/.test(type) ? type.split('.').at(-1)! : type)
