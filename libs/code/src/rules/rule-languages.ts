import { extname } from 'node:path/posix'
import { cpp, go, java, python, rust } from '../languages/others.js'
import { javascript, tsx, typescript } from '../languages/typescript.js'
import type { Language } from '../languages/language.js'

/** A language as rules name it. */
export interface RuleLanguage {
  /** Name in the form of ast-grep. */
  readonly name: string
  readonly language: Language
  /** Endings of the files that it stands for, there and here. */
  readonly endings: readonly string[]
  /** Code in which an expression or statement can stand, where it cannot stand alone; `%` is its place. */
  readonly around: readonly string[]
}

/** The languages that rules are made for. C is read by the grammar of C++, but a rule for the one is none for the other. */
export const RULE_LANGUAGES: readonly RuleLanguage[] = [
  { name: 'TypeScript', language: typescript, endings: ['.ts', '.mts', '.cts'], around: ['class C { % }'] },
  { name: 'Tsx', language: tsx, endings: ['.tsx'], around: ['class C { % }'] },
  { name: 'JavaScript', language: javascript, endings: ['.js', '.mjs', '.cjs', '.jsx'], around: ['class C { % }'] },
  { name: 'Python', language: python, endings: ['.py', '.pyi'], around: [] },
  { name: 'Go', language: go, endings: ['.go'], around: ['func f() { % }'] },
  {
    name: 'Java',
    language: java,
    endings: ['.java'],
    around: ['class C { void f() { % } }', 'class C { void f() { %; } }'],
  },
  { name: 'C', language: cpp, endings: ['.c', '.h'], around: ['void f() { % }', 'void f() { %; }'] },
  {
    name: 'Cpp',
    language: cpp,
    endings: ['.cc', '.cpp', '.cxx', '.hpp', '.hh', '.hxx'],
    around: ['void f() { % }', 'void f() { %; }'],
  },
  { name: 'Rust', language: rust, endings: ['.rs'], around: ['fn f() { % }', 'fn f() { %; }'] },
]

const BY_ENDING = new Map(RULE_LANGUAGES.flatMap((one) => one.endings.map((ending) => [ending, one])))
const BY_NAME = new Map(RULE_LANGUAGES.map((one) => [one.name, one]))

/** The language that rules about a file are written for; undefined where there is no grammar for it. */
export const ruleLanguageOf = (path: string): RuleLanguage | undefined => BY_ENDING.get(extname(path).toLowerCase())

/** The language of a name in a rule. */
export const ruleLanguageNamed = (name: string): RuleLanguage | undefined => BY_NAME.get(name)
