import { useState } from 'react'
import { useWords } from '../texts/words.js'
import { Icon } from './icon.js'

/** How long it says that it copied, in milliseconds. */
const SAID_MS = 1600

/** Copies a text to the clipboard and says so. */
export const CopyButton = ({ text, label }: { readonly text: string; readonly label: string }) => {
  const { t } = useWords()
  const [done, setDone] = useState(false)
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text)
    setDone(true)
    setTimeout(() => setDone(false), SAID_MS)
  }
  return (
    <button type="button" className="button button-quiet" onClick={() => void copy().catch(() => undefined)}>
      <Icon name={done ? 'ok' : 'copy'} />
      <span aria-live="polite">{done ? t('event.copied') : label}</span>
    </button>
  )
}

/** A command for a terminal, with a button that copies it. */
export const Terminal = ({ command }: { readonly command: string }) => {
  const { t } = useWords()
  return (
    <div className="terminal">
      <code>{command}</code>
      <CopyButton text={command} label={t('copy')} />
    </div>
  )
}
