import { createStore } from './store.js'

const KEY = 'heimgewebe.token'

/** The token of this session; undefined before and after it. */
export const session = createStore<string | undefined>(undefined)

/** Why the last session ended, or undefined. */
export const refused = createStore(false)

/** The token, for requests. */
export const tokenNow = (): string | undefined => session.get()

/** Starts a session. The token lives as long as the browser's tab. */
export const remember = (token: string): void => {
  sessionStorage.setItem(KEY, token)
  refused.set(false)
  session.set(token)
}

/** Ends the session because the token was refused. */
export const forget = (): void => {
  refused.set(session.get() !== undefined)
  leave()
}

/** Ends the session. */
export const leave = (): void => {
  sessionStorage.removeItem(KEY)
  session.set(undefined)
}

/** Takes the token out of the address, so that it is in no bookmark and no screenshot; else the one of this tab. */
export const begin = (): void => {
  take()
  // A printed address that is opened in a tab which shows the page already changes only the fragment.
  window.addEventListener('hashchange', take)
  const kept = sessionStorage.getItem(KEY)
  if (session.get() === undefined && kept !== null) remember(kept)
}

const take = (): void => {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (token === null) return
  history.replaceState(history.state, '', location.pathname + location.search)
  if (token !== '') remember(token)
}
