export { type CachedProvider, cached } from './cached.js'
export { localLexical } from './local-lexical.js'
export { type ModelOptions, ollama, type OpenAiOptions, openAiCompatible } from './over-http.js'
export { EmbeddingError, type EmbeddingFailure, type EmbeddingProvider } from './provider.js'
