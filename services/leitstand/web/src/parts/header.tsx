import { useEffect, useRef } from 'react'
import { CLOSED, VIEWS, useAddress } from '../state/address.js'
import { language, theme } from '../state/preferences.js'
import { leave } from '../state/session.js'
import { useStore } from '../state/store.js'
import { MOST_WAITING, useFollowWaiting, waiting } from '../state/waiting.js'
import { useWords } from '../texts/words.js'
import { HealthStrip } from './health-strip.js'
import { Icon } from './icon.js'
import { Link } from './link.js'

/** Name, views, health and preferences. */
export const Header = () => {
  const { t } = useWords()
  const { view } = useAddress()
  const nav = useRef<HTMLElement>(null)
  // On a narrow screen the views are a strip that scrolls; where one is stays in sight.
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [view])
  return (
    <header className="header">
      <Link to={{ view: 'now', ...CLOSED }} className="brand">
        <img src="/icon.svg" alt="" width="26" height="26" />
        <span>Heimgewebe</span>
      </Link>
      <nav ref={nav} className="nav" aria-label={t('nav.main')}>
        {VIEWS.map((name) => (
          <Link key={name} to={{ view: name, ...CLOSED }} aria-current={view === name ? 'page' : undefined}>
            {t(`nav.${name}`)}
            {name === 'waiting' && <WaitingCount />}
          </Link>
        ))}
      </nav>
      <div className="header-end">
        <HealthStrip />
        <Preferences />
        <button
          type="button"
          className="button button-icon"
          onClick={leave}
          aria-label={t('session.leave')}
          title={t('session.leave')}
        >
          <Icon name="out" />
        </button>
      </div>
    </header>
  )
}

/** How many questions wait for the person; nothing where none does. */
const WaitingCount = () => {
  const { value } = useStore(waiting)
  useFollowWaiting()
  const count = value?.approvals.length ?? 0
  return count === 0 ? null : <span className="count count-waiting">{count < MOST_WAITING ? count : `${count}+`}</span>
}

const NEXT_THEME = { system: 'light', light: 'dark', dark: 'system' } as const
const THEME_ICON = { system: 'half', light: 'sun', dark: 'moon' } as const

/** Language and colours. */
export const Preferences = () => {
  const { t, language: lang } = useWords()
  const colours = useStore(theme)
  return (
    <>
      <button
        type="button"
        className="button button-icon"
        lang={lang === 'en' ? 'de' : 'en'}
        onClick={() => language.set(lang === 'en' ? 'de' : 'en')}
        title={t('language.other')}
        aria-label={t('language.other')}
      >
        <span className="language">{lang === 'en' ? 'DE' : 'EN'}</span>
      </button>
      <button
        type="button"
        className="button button-icon"
        onClick={() => theme.set(NEXT_THEME[colours])}
        title={t(`theme.${colours}`)}
        aria-label={t(`theme.${colours}`)}
      >
        <Icon name={THEME_ICON[colours]} />
      </button>
    </>
  )
}
