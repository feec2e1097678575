import { type FormEvent, useId, useState } from 'react'
import { Terminal } from '../parts/copy-button.js'
import { Preferences } from '../parts/header.js'
import { refused, remember } from '../state/session.js'
import { useStore } from '../state/store.js'
import { useWords } from '../texts/words.js'

/** Asks for the token where the address did not carry it. */
export const SignIn = () => {
  const { t } = useWords()
  const [token, setToken] = useState('')
  const wrong = useStore(refused)
  const id = useId()
  const enter = (submit: FormEvent): void => {
    submit.preventDefault()
    if (token.trim() !== '') remember(token.trim())
  }
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <p className="brand">
          <img src="/icon.svg" alt="" width="32" height="32" />
          <span>Heimgewebe</span>
        </p>
        <h1>{t('app.claim')}</h1>
        <p>{t('session.text')}</p>
        <form onSubmit={enter}>
          <label htmlFor={id}>{t('session.token')}</label>
          <div className="command-line">
            <input
              id={id}
              type="password"
              value={token}
              onChange={({ target }) => setToken(target.value)}
              autoComplete="off"
              autoFocus
              required
              aria-describedby={`${id}-help`}
            />
            <button type="submit" className="button button-main">
              {t('session.enter')}
            </button>
          </div>
        </form>
        <p id={`${id}-help`} className={wrong ? 'refused' : 'soft small'} role={wrong ? 'alert' : undefined}>
          {t(wrong ? 'session.wrong' : 'session.where')}
        </p>
        <Terminal command="cat .heimgewebe/secrets/token" />
        <div className="sign-in-end">
          <Preferences />
        </div>
      </div>
    </main>
  )
}
