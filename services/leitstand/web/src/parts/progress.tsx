import type { RepositoryCard } from '../../../src/api.js'
import { useWords } from '../texts/words.js'

/** Share of commits from which the judgement counts as up to date: merges and the like are not judged. */
const ALL_BUT = 0.98

/** What an import is doing; undefined when it is done. */
export const phaseOf = ({ imported, commits, judged }: RepositoryCard): 'reading' | 'judging' | undefined => {
  if (!imported) return 'reading'
  return judged < commits * ALL_BUT && Date.now() - Date.parse(imported.at) < 600_000 ? 'judging' : undefined
}

/** Progress of a first import: the end is unknown while it reads, known while it judges. */
export const ImportProgress = ({ repository }: { readonly repository: RepositoryCard }) => {
  const { t, number } = useWords()
  const phase = phaseOf(repository)
  const { commits, judged, imported } = repository
  return (
    <div className="import">
      {phase !== undefined && (
        <progress
          className="bar"
          {...(phase === 'judging' ? { value: judged, max: Math.max(commits, 1) } : {})}
          aria-label={t(phase === 'reading' ? 'repositories.reading' : 'repositories.judging')}
        />
      )}
      <p className="soft">
        {phase !== undefined && <b>{t(phase === 'reading' ? 'repositories.reading' : 'repositories.judging')}. </b>}
        {t('repositories.commits', { n: commits === 1 ? 1 : number(commits) })},{' '}
        {t('repositories.judged', { n: number(judged) })}
        {phase === undefined && imported && (
          <>. {t('repositories.done', { s: number(Math.round(imported.seconds)) })}</>
        )}
      </p>
    </div>
  )
}
