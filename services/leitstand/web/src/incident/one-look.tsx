import type { ReactNode } from 'react'
import type { Room } from '../../../src/decisions/room.js'
import { Evidence } from '../parts/reasons.js'
import { useWords } from '../texts/words.js'
import { ChangeLink } from './change-link.js'
import { spanOf } from './span.js'

/** The answer before its reasons: the cause and who names it, else the likeliest suspect; what it reaches; what nobody said. */
export const OneLook = ({ room }: { readonly room: Room }) => {
  const { t, maybe } = useWords()
  const { causes, ranking, fix, affected, resolution, unknown } = room
  const likeliest = ranking?.answer === 'suspects' ? ranking.suspects[0] : undefined
  return (
    <dl className="panel look">
      <Row name={t('room.cause')}>
        {causes.map((naming) => (
          <p key={naming.event}>
            <ChangeLink change={naming.name} />{' '}
            <span className="soft">{t(`room.by.${naming.by}`, { who: naming.who ?? '' })}</span>{' '}
            <Evidence events={[naming.event]} />
          </p>
        ))}
        {causes.length === 0 && <p className="nobody">{t('room.noCause')}</p>}
        <SecondsToCause room={room} />
      </Row>
      {causes.length === 0 && ranking && (
        <Row name={t('room.likeliest')}>
          {likeliest ? (
            <p>
              <ChangeLink change={likeliest} />{' '}
              <span className="soft">{t('room.confidence', { n: Math.round(likeliest.confidence * 100) })}</span>{' '}
              <Evidence events={[ranking.event]} />
            </p>
          ) : (
            <p>
              {t(ranking.answer === 'intermittent' ? 'room.intermittent' : 'room.noSuspects')}{' '}
              <Evidence events={[ranking.event]} />
            </p>
          )}
        </Row>
      )}
      {fix && (
        <Row name={t('room.fix')}>
          <p>
            <ChangeLink change={fix} /> <Evidence events={[fix.event]} />
          </p>
        </Row>
      )}
      {resolution !== undefined && (
        <Row name={t('room.resolution')}>
          <p className="cited">{resolution}</p>
        </Row>
      )}
      {affected.rows.length > 0 && (
        <Row name={t('room.affected')}>
          <p>{affected.rows.map(({ area }) => area).join(', ')}</p>
        </Row>
      )}
      {unknown.length > 0 && (
        <Row name={t('room.unknownTitle')}>
          <p className="soft">{unknown.map((what) => maybe(`room.unknown.${what}`, what)).join(' · ')}</p>
        </Row>
      )}
    </dl>
  )
}

const SecondsToCause = ({ room: { seconds_to_cause: seconds } }: { readonly room: Room }) => {
  const { t, language } = useWords()
  if (seconds === undefined) return null
  return <p className="soft small">{t('room.toCause', { span: spanOf(seconds, language) })}</p>
}

const Row = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)
