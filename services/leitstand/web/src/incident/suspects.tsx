import type { Ranking, Room, Suspect } from '../../../src/decisions/room.js'
import { Evidence, Reasons } from '../parts/reasons.js'
import { useWords } from '../texts/words.js'
import { ChangeLink } from './change-link.js'
import { SayOfSuspect } from './say-of-suspect.js'

/** Suspects that are shown at once. */
const FIRST = 3

/** The ranking, what people said of it, and the answer without any judgement. */
export const Suspects = ({ room }: { readonly room: Room }) => {
  const { t, maybe } = useWords()
  const { ranking } = room
  return (
    <section className="stack" aria-labelledby="suspects">
      <h2 id="suspects">
        {t('room.suspects')} {ranking && <small>{t('room.considered', { n: ranking.considered })}</small>}
      </h2>
      {!ranking && <p className="soft">{t('room.noRanking')}</p>}
      {ranking && ranking.answer !== 'suspects' && (
        <p>
          {t(ranking.answer === 'intermittent' ? 'room.intermittent' : 'room.noSuspects')}{' '}
          <Evidence events={[ranking.event]} />
        </p>
      )}
      {ranking && <Ranked incident={room.subject} ranking={ranking} suspects={ranking.suspects.slice(0, FIRST)} />}
      {ranking && ranking.suspects.length > FIRST && (
        <details>
          <summary>{t('room.moreSuspects', { n: ranking.suspects.length - FIRST })}</summary>
          <Ranked incident={room.subject} ranking={ranking} suspects={ranking.suspects.slice(FIRST)} />
        </details>
      )}
      {ranking && ranking.missing.length > 0 && (
        <p className="soft small">
          {t('room.missing', { what: ranking.missing.map((what) => maybe(`room.missing.${what}`, what)).join(', ') })}
        </p>
      )}
      {ranking?.baseline && (
        <p className="soft small">
          {t('room.baseline')} <ChangeLink change={ranking.baseline} />
        </p>
      )}
    </section>
  )
}

interface RankedProps {
  readonly incident: string
  readonly ranking: Ranking
  readonly suspects: readonly Suspect[]
}

const Ranked = ({ incident, ranking, suspects }: RankedProps) => {
  const { t } = useWords()
  return (
    <ol className="plain-list">
      {suspects.map((suspect) => (
        <li key={suspect.subject} className={`panel suspect ${suspect.said?.verdict === 'deny' ? 'faded' : ''}`}>
          <p className="suspect-head">
            <b className="suspect-share">{t('room.percent', { n: Math.round(suspect.confidence * 100) })}</b>
            <span>
              <ChangeLink change={suspect} />{' '}
              {suspect.said && (
                <span className={`tag ${suspect.said.verdict === 'confirm' ? 'tag-good' : ''}`}>
                  {t(`room.said.${suspect.said.verdict}`, { who: suspect.said.by })}
                </span>
              )}{' '}
              <Evidence events={[suspect.said?.event ?? ranking.event]} />
            </span>
          </p>
          {suspect.said?.note !== undefined && <p className="cited">{suspect.said.note}</p>}
          <Reasons reasons={suspect.reasons} />
          <SayOfSuspect incident={incident} ranking={ranking.event} suspect={suspect} />
        </li>
      ))}
    </ol>
  )
}
