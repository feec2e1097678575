import { describe } from '@jest/globals'
import { EmbeddedVectors } from '../src/io/search/embedded-vectors.js'
import { openSearchFile } from '../src/io/search/search-file.js'
import { vectorCompliance } from './vector-compliance.js'

describe('vectors in the file of the search', () => {
  vectorCompliance(async () => {
    const db = await openSearchFile(':memory:')
    return { store: new EmbeddedVectors(db), close: async () => db.close() }
  })
})
