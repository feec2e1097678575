import { Link } from '../parts/link.js'
import { useWords } from '../texts/words.js'

const EVENT = /\(level\.changed ([0-9a-f-]{36})\)/

/** Why a level holds; the event that changed it is a link. */
export const Because = ({ reason }: { readonly reason: string }) => {
  const { t } = useWords()
  const event = EVENT.exec(reason)?.[1]
  if (reason.startsWith('default of the installation')) return t('agents.default')
  return (
    <>
      {reason.replace(EVENT, '')}{' '}
      {event !== undefined && (
        <Link to={{ event }} className="evidence-link" aria-label={t('event.title')}>
          1
        </Link>
      )}
    </>
  )
}
