import type { ApiError } from '../api/client.js'
import { useWords } from '../texts/words.js'

/** Why something could not be shown, and a way to try again. */
export const Problem = ({ problem, again }: { readonly problem: ApiError; readonly again?: () => void }) => {
  const { t } = useWords()
  return (
    <div className="problem" role="alert">
      <b>{t('problem.title')}</b>
      <span>{problem.status === 0 ? t('problem.offline') : problem.message}</span>
      {again && (
        <button type="button" className="button" onClick={again}>
          {t('problem.retry')}
        </button>
      )}
    </div>
  )
}
