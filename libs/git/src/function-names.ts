/**
 * How git finds the function around a hunk. Its default (a line that starts with a letter) fits C and Go; it misses the
 * methods of languages that indent them, for which git has drivers of its own, and of TypeScript, for which it has none.
 * These cost about a third more time on the files that they apply to.
 */
export const DRIVER_ATTRIBUTES = [
  '*.py diff=python',
  '*.java diff=java',
  '*.kt diff=kotlin',
  '*.cs diff=csharp',
  '*.php diff=php',
  '*.rb diff=ruby',
  '*.rs diff=rust',
  '*.ex diff=elixir',
  ...['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'].map((ending) => `*.${ending} diff=script`),
  '',
].join('\n')

// Lines that look like a method but are a statement.
const STATEMENT = '!^[ \t]*(if|for|while|switch|catch|return|else|do|try|throw|await|new|super|expect)[^A-Za-z0-9_$]'
const DECLARATION =
  '^[ \t]*((export[ \t]+)?(default[ \t]+)?(declare[ \t]+)?(abstract[ \t]+)?(async[ \t]+)?(function|class|interface|enum|namespace)[ \t*].*)$'
const ARROW = '^[ \t]*((export[ \t]+)?(const|let|var)[ \t]+[A-Za-z0-9_$]+[^=]*=[ \t]*(async[ \t]*)?(\\(|function|<).*)$'
const METHOD =
  '^[ \t]+((public |private |protected |static |override |readonly |abstract |async |get |set )*[*#]?[A-Za-z_$][A-Za-z0-9_$]*(<[^(]*>)?\\([^;()]*\\)[ \t]*(:[^=;()]*)?\\{)[ \t]*$'

const quoted = [STATEMENT, DECLARATION, ARROW, METHOD]
  .join('\n')
  .replace(/\\/g, '\\\\')
  .replace(/\n/g, '\\n')
  .replace(/\t/g, '\\t')

/** For the configuration file of a mirror. */
export const DRIVER_CONFIGURATION = `[diff "script"]\n\txfuncname = "${quoted}"\n`
