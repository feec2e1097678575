/** What stands in a template for a detail that differs from run to run. */
type Blank = '<url>' | '<id>' | '<time>' | '<path>' | '<n>' | '<s>'

/** Escape sequences of terminals: colours, links, cursor moves. */

const ANSI = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[@-Z\\-_])/g

/** Ends of file names that are taken for a file even without a folder before them. */
const EXTENSION =
  '(?:[cm]?[jt]sx?|py|java|kt|go|rs|rb|php|cs|cc|cpp|cxx|c|hpp|hh|h|swift|scala|sql|json|ya?ml|toml|lock|xml|txt|log|md|so|dll|class|jar|snap|vue|css|html?)'
const PLACE = '(?:[:(]\\d+(?:[:,]\\d+)?\\)?)?'

/** In order: each takes away what the later ones must not see. */
const DETAILS: readonly (readonly [RegExp, Blank])[] = [
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>)]+/gi, '<url>'],
  [/\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g, '<id>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b\d{4}[-/]\d{2}[-/]\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?(?:Z|[+-]\d{2}:?\d{2}))?)?/g, '<time>'],
  [/\b\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?\b/g, '<time>'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b/g, '<id>'],
  [/\[[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}\](?::\d+)?/gi, '<id>'],
  [/(?<![\w:])(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?::[0-9a-f]{1,4}(?::\d+)?\b/gi, '<id>'],
  [new RegExp(`(?:\\b[A-Za-z]:)?(?:\\\\\\\\?[\\w.$@ -]+){2,}${PLACE}`, 'g'), '<path>'],
  [new RegExp(`(?<![\\w<])(?:~|\\.{1,2})?(?:/[\\w.$@+~-]+){2,}/?${PLACE}`, 'g'), '<path>'],
  [new RegExp(`(?<![\\w</])(?:[\\w.$@+~-]+/)+[\\w.$@+~-]+\\.${EXTENSION}\\b${PLACE}`, 'gi'), '<path>'],
  [new RegExp(`(?<![\\w<./])[\\w-][\\w.-]*\\.${EXTENSION}\\b${PLACE}`, 'g'), '<path>'],
  [/\b(?:localhost|[\w-]+(?:\.[\w-]+)+):\d{2,5}\b(?!:\d)/g, '<id>'],
]
/** Addresses in memory, object ids, hashes. */
const HEX = /\b0x[0-9a-f]+\b|@[0-9a-f]{5,16}\b|\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}\b/gi

/** Numbers that say which error it is: a status, an exit code, a code of a compiler. They stay. */
const TELLING =
  /\b(status(?: code)?|http|errno|sqlstate|exit(?:ed)?(?: with)?(?: code| status)?|signal|code)([ :=#]+)(\d{1,5})\b/gi
/** A word of letters and digits that looks made up: tmp_k3Jd82, pod-7f9c4d-x2x, run1234567. */
const MADE_UP =
  /\b(?!\d+[A-Za-z]{1,3}\b)(?=[\w-]*[A-Za-z])(?=[\w-]*\d[\w-]*[A-Za-z_-][\w-]*\d|[\w-]*\d{4,})[\w-]{6,}\b/g
/** Codes of compilers and databases keep their digits: TS2322, E0382, C2065, ORA-00942, E11000. */
const CODE = /^(?:[A-Z]{1,5}-?\d{2,5})$/
const NUMBER = /(?<![A-Za-z_])[-+]?\d+(?:[.,]\d+)*(?:(?:ns|us|µs|ms|s|m|h|[kKMG]i?B?|%)\b)?/g

/** Words before a quoted name that make the name part of the error: another module is another error. */
const NAMES_IT =
  /\b(?:module|package|import|named|name|attribute|propert(?:y|ies)|reading|setting|function|method|symbol|column|table|relation|constraint|class|struct|field|member|variable|identifier|undeclared|reference to|header|crate|trait|type|macro|keyword argument|export|target|script|command|found in|of undefined|declaration of|implement|is not|task|plugin|dependency)\b[^"'`‘“]{0,24}$/i
/** Words after a quoted name that do the same. */
const IS_NAMED =
  /^\s?(?:was not declared|undeclared|is not (?:defined|a function|exported|recognized)|has no (?:attribute|member)|does not exist|is undefined|undefined|could not be found|not found|is missing|is null)/i
const QUOTED = /(["'`‘“])((?:\\.|(?!["'`’”\n]).){1,300})(["'`’”])/g
/** Something that a programmer may have named. */
const NAME = /^[\w$@./:<>[\]*&,~-]+(?: [\w$*&<>]+)?$/

/** Takes away what a terminal adds to a text, and what text cannot hold. */
export const withoutEscapes = (text: string): string => text.replaceAll(ANSI, '').replaceAll('\r', '').toWellFormed()

/**
 * The template of a message: paths, lines, times, ids, addresses, hashes, counts and quoted values are blanks; names of
 * modules, members and symbols stay, since another name is another error. `family` blanks those too.
 */
export const blankDetails = (text: string, family = false): string => {
  let template = text.replaceAll(
    QUOTED,
    (whole, _open: string, inside: string, _close: string, at: number, all: string) => {
      const after = all.slice(at + whole.length, at + whole.length + 30)
      const telling = NAME.test(inside) && (NAMES_IT.test(all.slice(Math.max(0, at - 40), at)) || IS_NAMED.test(after))
      return telling && !family ? ` ${keep(inside)} ` : whole.length > 2 ? ' <s> ' : whole
    },
  )
  const kept: string[] = []
  template = template.replaceAll(TELLING, (_whole, word: string, _gap, number: string) => {
    kept.push(`${word} ${number}`)
    return `\u0001${letters(kept.length - 1)}\u0001`
  })
  for (const [detail, blank] of DETAILS) template = template.replaceAll(detail, blank)
  template = template
    .replaceAll(MADE_UP, (word) => (CODE.test(word) ? word : '<id>'))
    .replaceAll(HEX, '<id>')
    .replaceAll(NUMBER, '<n>')

    .replaceAll(/\u0001([a-z]+)\u0001/g, (_mark, place: string) => kept[numberOf(place)] ?? '')
  return template
    .replaceAll(/(<\w+>)(?:[\s,;:|]*\1)+/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** A name that stays, without its folders: a file may move. */
const keep = (name: string): string => (/\.\w{1,5}$/.test(name) && /[/\\]/.test(name) ? '<path>' : name)

const letters = (n: number): string => String.fromCharCode(97 + (n % 26)).repeat(1 + Math.floor(n / 26))
const numberOf = (place: string): number => place.charCodeAt(0) - 97 + 26 * (place.length - 1)
