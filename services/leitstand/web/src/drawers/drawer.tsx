import { type ReactNode, useEffect, useRef } from 'react'
import { Icon } from '../parts/icon.js'
import { useWords } from '../texts/words.js'

interface Props {
  readonly label: string
  readonly children: ReactNode
  readonly close: () => void
}

/** Something opened over the page. Escape, the button or a click beside it closes it; the focus goes back by itself. */
export const Drawer = ({ label, children, close }: Props) => {
  const { t } = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    if (element && !element.open) element.showModal()
    // The dialog itself takes the focus, so that no button looks chosen; the next Tab is the first thing in it.
    element?.focus()
    return () => element?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      className="drawer"
      tabIndex={-1}
      aria-label={label}
      onCancel={(cancel) => {
        cancel.preventDefault()
        close()
      }}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) close()
      }}
    >
      <div className="drawer-body">
        <button
          type="button"
          className="button button-icon drawer-close"
          onClick={close}
          aria-label={t('close')}
          title={t('close')}
        >
          <Icon name="close" />
        </button>
        {children}
      </div>
    </dialog>
  )
}
