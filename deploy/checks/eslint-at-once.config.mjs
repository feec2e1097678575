// The same rules for a run over everything: all rooms have one set of compiler options, so one program holds their types. A
// program a room reads the rooms below it again and again. An editor, which looks at one file, keeps to those of the rooms.
import { join } from 'node:path'
import rooms from '../../eslint.config.mjs'

const tsconfigRootDir = join(import.meta.dirname, '../..')
const project = ['deploy/checks/tsconfig.lint.json', 'services/leitstand/web/tsconfig.json']

export default rooms.map((config) =>
  config.languageOptions?.parserOptions?.projectService
    ? { ...config, languageOptions: { parserOptions: { project, tsconfigRootDir } } }
    : config,
)
