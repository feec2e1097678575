export { ARCHIVE_LIMITS, type ArchiveLimits, archiveNotes, type KeptNote } from './archive-notes.js'
export {
  buildContext,
  type Context,
  type ContextParts,
  type ContextRequest,
  type ContextSource,
  ContextTooLargeError,
  type Diagnostics,
} from './build-context.js'
export type { Candidate, Scored, SourceName } from './candidate.js'
export { extractKeywords, type KeywordOptions } from './extract-keywords.js'
export { CONTEXT_LIMITS, type ContextLimits } from './limits.js'
export { type Memory, MEMORY_WEIGHTS, memoryScore, type MemoryWeights, recencyOf } from './memory-score.js'
export {
  recallDeep,
  type Recalled,
  type RecallOptions,
  recallShallow,
  type RecallSearch,
  type Recollection,
} from './recall.js'
export { countTokens, cutToTokens } from './tokens.js'
export { cosine, type Embed } from './vectors.js'
export { wordsOf } from './words.js'
export type { Message } from './write-message.js'
