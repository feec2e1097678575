export type { Answer, Call, Question } from './ask.js'
export { dearestOf, Models } from './ask.js'
export { ASK_LIMITS, type AskLimits } from './limits.js'
export { type Fact, readTemplate, type Template, writeCorrection, writeQuestion } from './prompt.js'
export {
  keyOf,
  loadModels,
  mayBeAskedFor,
  type ModelBook,
  type ModelSettings,
  ModelSettingsError,
  readModels,
  type Use,
  USES,
} from './settings.js'
