import { useMemo } from 'react'
import { useWords } from '../texts/words.js'
import type { Group } from './groups.js'
import type { GraphRelation } from './answers.js'

/** A direction of reading a type: `touches`, or seen from the other end `touched by`. */
const phraseKey = (type: string, direction: Group['direction']): string =>
  direction === 'out' ? `relation.${type}` : `relation.${type}.in`

/** Relations in the person's language. */
export const useRelationWords = () => {
  const { maybe, number, t } = useWords()
  return useMemo(() => {
    const phrase = (type: string, direction: Group['direction'] = 'out'): string =>
      maybe(phraseKey(type, direction), type.replaceAll('_', ' '))
    const lines = ({ added = 0, deleted = 0 }: GraphRelation): string =>
      added + deleted === 0 ? '' : ` +${number(added)} −${number(deleted)}`
    const unsure = ({ confidence }: GraphRelation): string =>
      confidence < 1 ? ` · ${t('graph.percent', { n: Math.round(confidence * 100) })}` : ''
    return {
      phrase,
      lines,
      /** For an edge: the phrase with its lines, and how sure it is where that is not wholly. */
      short: (relation: GraphRelation): string => phrase(relation.type) + lines(relation) + unsure(relation),
      kind: (kind: string): string => maybe(`kind.${kind}`, kind.replaceAll('_', ' ')),
    }
  }, [maybe, number, t])
}
