import type { RepositoryCard } from '../../../src/api.js'
import { useAddress } from '../state/address.js'
import { useWords } from '../texts/words.js'
import { Link } from './link.js'

/** Chooses one repository, or all. Nothing to choose with a single one. */
export const RepositoryPicker = ({ repositories }: { readonly repositories: readonly RepositoryCard[] }) => {
  const { t } = useWords()
  const { repository: chosen } = useAddress()
  if (repositories.length < 2 && chosen === undefined) return null
  return (
    <div className="pills" role="group" aria-label={t('repository.choose')}>
      <Link to={{ repository: undefined }} className="pill" aria-current={chosen === undefined ? 'true' : undefined}>
        {t('repository.all')}
      </Link>
      {repositories.map(({ repository, open }) => (
        <Link
          key={repository}
          to={{ repository }}
          className="pill"
          aria-current={chosen === repository ? 'true' : undefined}
        >
          {repository}
          {open > 0 && <span className="count">{open}</span>}
        </Link>
      ))}
    </div>
  )
}
