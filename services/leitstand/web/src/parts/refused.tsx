import { ApiError } from '../api/client.js'
import { useWords } from '../texts/words.js'
import { Icon } from './icon.js'

/** Why something was not taken, in the words of whoever refused it; that nobody could be reached, where nobody answered. */
export const useWhyNot = (): ((error: unknown) => string) => {
  const { t } = useWords()
  return (error) => (error instanceof ApiError && error.status !== 0 ? error.message : t('problem.offline'))
}

/** Says so, at once to those who do not see it; nothing where there is no problem. */
export const Refused = ({ problem }: { readonly problem: string | undefined }) =>
  problem === undefined ? null : (
    <p className="refused" role="alert">
      <Icon name="bad" /> {problem}
    </p>
  )
