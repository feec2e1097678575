import { useId } from 'react'
import en from '../../texts.en.json'
import { go, useAddress } from '../state/address.js'
import { useWords } from '../texts/words.js'

const PREFIX = 'type.'
const TYPES = Object.keys(en)
  .filter((key) => key.startsWith(PREFIX))
  .map((key) => key.slice(PREFIX.length))
  .sort()

/** Type, text and routine; everything in the address. */
export const FilterBar = () => {
  const { t, maybe } = useWords()
  const { type, text, repository, notable } = useAddress()
  const id = useId()
  const filtered = [type, text, repository, notable].some((part) => part !== undefined)
  return (
    <div className="filters" role="search">
      <label htmlFor={`${id}-type`}>{t('filter.type')}</label>
      <select id={`${id}-type`} value={type ?? ''} onChange={({ target }) => go({ type: target.value || undefined })}>
        <option value="">{t('filter.allTypes')}</option>
        {TYPES.map((name) => (
          <option key={name} value={name}>
            {maybe(PREFIX + name, name)} ({name})
          </option>
        ))}
      </select>
      <label htmlFor={`${id}-text`}>{t('filter.text')}</label>
      <input
        id={`${id}-text`}
        type="search"
        value={text ?? ''}
        placeholder={t('filter.textHint')}
        maxLength={200}
        onChange={({ target }) => go({ text: target.value || undefined }, 'replace')}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={notable !== undefined}
          onChange={({ target }) => go({ notable: target.checked ? 'true' : undefined })}
        />
        {t('filter.notable')}
      </label>
      {filtered && (
        <button
          type="button"
          className="button button-quiet"
          onClick={() => go({ type: undefined, text: undefined, repository: undefined, notable: undefined })}
        >
          {t('filter.clear')}
        </button>
      )}
    </div>
  )
}
