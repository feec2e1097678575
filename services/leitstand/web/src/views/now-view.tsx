import { useState } from 'react'
import type { Overview } from '../../../src/api.js'
import { ChangeItem } from '../parts/change-item.js'
import { CommandBox } from '../parts/command-box.js'
import { Terminal } from '../parts/copy-button.js'
import { Link } from '../parts/link.js'
import { LiveList } from '../parts/live-list.js'
import { Incidents, ParkedNotice } from '../parts/notices.js'
import { Problem } from '../parts/problem.js'
import { ImportProgress, phaseOf } from '../parts/progress.js'
import { RepositoryPicker } from '../parts/repository-picker.js'
import { WatchBox } from '../parts/watch-box.js'
import { useAddress } from '../state/address.js'
import { useOverview } from '../state/overview.js'
import { useWords } from '../texts/words.js'
import { Headline, sharedSignal } from './headline.js'

const FIRST = 10
const MORE = 20
/** Events in the stream beside the changes. */
const BESIDE = 40

/** What is risky now, and why; beside it what happens. */
export const NowView = () => {
  const { repository } = useAddress()
  const [limit, setLimit] = useState(FIRST)
  const { value, problem, again } = useOverview(repository, limit)
  if (!value) return problem ? <Problem problem={problem} again={again} /> : <Waiting />
  if (value.repositories.length === 0) return <Welcome />
  return (
    <div className="columns">
      <div className="column-main">
        {problem && <Problem problem={problem} again={again} />}
        <Headline overview={value} />
        <Incidents incidents={value.incidents} />
        <ParkedNotice parked={value.parked} />
        <RepositoryPicker repositories={value.repositories} />
        <Imports overview={value} />
        <Changes overview={value} more={() => setLimit(limit + MORE)} limit={limit} />
      </div>
      <Beside repository={repository} />
    </div>
  )
}

const Changes = ({
  overview,
  limit,
  more,
}: {
  readonly overview: Overview
  readonly limit: number
  readonly more: () => void
}) => {
  const { t, number } = useWords()
  const { open, recent, window } = overview
  const noted = sharedSignal(overview) !== undefined
  return (
    <>
      <section aria-labelledby="open">
        <h2 id="open">{t('now.sectionOpen')}</h2>
        {open.length === 0 && <p className="soft">{t('now.noneOpen')}</p>}
        {open.map((change) => (
          <ChangeItem key={change.subject} change={change} noted={noted} />
        ))}
      </section>
      <section aria-labelledby="recent">
        <h2 id="recent">
          {t('now.sectionRecent')} <small>{t('now.recentHint', { n: number(window) })}</small>
        </h2>
        {recent.length === 0 && <p className="soft">{t('now.noneRecent')}</p>}
        {recent.length > 0 && (
          <div className="change-list">
            {recent.map((change) => (
              <ChangeItem key={change.subject} change={change} noted={noted} compact />
            ))}
          </div>
        )}
        {recent.length >= limit && limit < window && (
          <button type="button" className="button" onClick={more}>
            {t('now.more')}
          </button>
        )}
      </section>
    </>
  )
}

const Imports = ({ overview }: { readonly overview: Overview }) => {
  const busy = overview.repositories.filter((one) => phaseOf(one) !== undefined)
  return busy.map((one) => (
    <div key={one.repository} className="importing">
      <b>{one.repository}</b>
      <ImportProgress repository={one} />
    </div>
  ))
}

const Beside = ({ repository }: { readonly repository: string | undefined }) => {
  const { t } = useWords()
  return (
    <aside className="column-side" aria-label={t('live.title')}>
      <div className="panel">
        <CommandBox repository={repository} />
      </div>
      <div className="panel">
        <h2>
          {t('live.title')}{' '}
          <Link to={{ view: 'events' }} className="small">
            {t('live.all')}
          </Link>
        </h2>
        <LiveList repository={repository} most={BESIDE} />
      </div>
    </aside>
  )
}

/** Nothing is watched yet: says what to do. */
const Welcome = () => {
  const { t } = useWords()
  return (
    <div className="welcome">
      <h1>{t('now.title.empty')}</h1>
      <p>{t('empty.commandHint')}</p>
      <Terminal command="npx heimgewebe watch ." />
      <WatchBox label={t('empty.or')} />
      <div className="panel">
        <LiveList repository={undefined} most={BESIDE} />
      </div>
    </div>
  )
}

const Waiting = () => {
  const { t } = useWords()
  return (
    <div className="waiting" role="status" aria-label={t('loading')}>
      <span />
      <span />
      <span />
    </div>
  )
}
