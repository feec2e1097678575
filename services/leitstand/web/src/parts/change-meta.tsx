import type { ChangeCard } from '../../../src/api.js'
import { useWords } from '../texts/words.js'
import { Icon } from './icon.js'
import { When } from './when.js'

/** Digits of a commit id that are shown. */
const SHA_DIGITS = 10

/** Name of a change within its repository: #42, a branch, or the start of a commit id. */
export const nameOf = ({ kind, number, branch, sha, subject }: ChangeCard): string => {
  if (number !== undefined && kind === 'request') return `#${number}`
  if (kind === 'branch' && branch !== undefined) return branch
  return sha?.slice(0, SHA_DIGITS) ?? subject
}

/** Where a change is from, by whom, how large, when. */
export const ChangeMeta = ({ change }: { readonly change: ChangeCard }) => {
  const { t } = useWords()
  return (
    <p className="meta">
      <span className="meta-name">
        <Icon name={change.kind === 'commit' ? 'commit' : 'request'} />
        {change.repository} <b>{nameOf(change)}</b>
      </span>
      {change.draft && <span className="tag">{t('change.draft')}</span>}
      {change.state !== 'open' && change.state !== 'recorded' && (
        <span className="tag">{t(`change.state.${change.state}`)}</span>
      )}
      {change.author !== undefined && <span>{change.author}</span>}
      {change.added !== undefined && (
        <span className="lines">
          <span className="added">+{change.added}</span> <span className="deleted">−{change.deleted ?? 0}</span>
        </span>
      )}
      {change.files !== undefined && <span>{t('change.files', { n: change.files })}</span>}
      <When time={change.changed_at} />
    </p>
  )
}
