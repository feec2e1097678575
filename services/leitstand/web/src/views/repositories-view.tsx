import type { EventSummary, RepositoryCard } from '../../../src/api.js'
import { withQuery } from '../api/client.js'
import { Terminal } from '../parts/copy-button.js'
import { EventRow } from '../parts/event-row.js'
import { Icon } from '../parts/icon.js'
import { Link } from '../parts/link.js'
import { Problem } from '../parts/problem.js'
import { ImportProgress } from '../parts/progress.js'
import { WatchBox } from '../parts/watch-box.js'
import { When } from '../parts/when.js'
import { useNews } from '../state/overview.js'
import { useResource } from '../state/resource.js'
import { useWords } from '../texts/words.js'

/** Events in the story of one repository. */
const STORY = 12

/** Every repository: what is read of it, and what happened lately. */
export const RepositoriesView = () => {
  const { t } = useWords()
  const { value, problem, again, loading } = useResource<RepositoryCard[]>('/api/repositories')
  useNews(again, !loading)
  return (
    <div className="single">
      <h1>{t('repositories.title')}</h1>
      {problem && <Problem problem={problem} again={again} />}
      {value?.length === 0 && (
        <>
          <p>{t('empty.commandHint')}</p>
          <Terminal command="npx heimgewebe watch ." />
        </>
      )}
      <div className="cards">
        {value?.map((one) => (
          <Repository key={one.repository} card={one} />
        ))}
      </div>
      <div className="panel">
        <WatchBox label={t('repositories.add')} />
      </div>
    </div>
  )
}

const Repository = ({ card }: { readonly card: RepositoryCard }) => {
  const { t } = useWords()
  const { repository, location, default_branch, shallow, open, configuration, last_at } = card
  return (
    <article className="panel repository">
      <h2>
        <Link to={{ view: 'now', repository }}>{repository}</Link>
        {default_branch && <span className="tag">{default_branch}</span>}
        {open > 0 && <span className="tag">{t('repositories.open', { n: open })}</span>}
      </h2>
      <p className="meta">
        {location !== undefined && <code>{location}</code>}
        {last_at !== undefined && <When time={last_at} />}
      </p>
      <ImportProgress repository={card} />
      {card.judged > 0 && (
        <p>
          <Link to={{ judged: repository }}>{t('evaluation.title')}</Link>
        </p>
      )}
      {shallow && (
        <p className="warn">
          <Icon name="medium" /> {t('repositories.shallow')}
        </p>
      )}
      {configuration && (configuration.areas > 0 || configuration.guards > 0) && (
        <p className="soft small">
          {t('repositories.areas', { areas: configuration.areas, guards: configuration.guards })}
        </p>
      )}
      {configuration && configuration.problems.length > 0 && (
        <div className="warn">
          <b>{t('repositories.problems')}</b>
          <ul>
            {configuration.problems.map((text, place) => (
              <li key={place}>{text}</li>
            ))}
          </ul>
        </div>
      )}
      <Story repository={repository} />
    </article>
  )
}

const Story = ({ repository }: { readonly repository: string }) => {
  const { t } = useWords()
  const { value, again, loading } = useResource<EventSummary[]>(
    withQuery('/api/events', { repository, notable: true, limit: STORY }),
  )
  useNews(again, !loading)
  return (
    <>
      <h3>
        {t('repositories.story')}{' '}
        <Link to={{ view: 'events', repository }} className="small">
          {t('repositories.all')}
        </Link>
      </h3>
      {value?.length === 0 && <p className="soft">{t('repositories.quiet')}</p>}
      <div className="rows rows-wide">
        {value?.map((event) => (
          <EventRow key={event.id} event={event} />
        ))}
      </div>
    </>
  )
}
