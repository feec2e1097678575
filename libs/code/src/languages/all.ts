import { extname } from 'node:path/posix'
import type { Language } from './language.js'
import { cpp, go, java, python, rust } from './others.js'
import { javascript, tsx, typescript } from './typescript.js'

/** Every language that there is a grammar for. */
export const LANGUAGES: readonly Language[] = [typescript, tsx, javascript, python, go, java, cpp, rust]

const BY_ENDING = new Map(LANGUAGES.flatMap((language) => language.endings.map((ending) => [ending, language])))

/** The language of a file, by its ending. */
export const languageOf = (path: string): Language | undefined => BY_ENDING.get(extname(path).toLowerCase())
