import { useState } from 'react'
import type { CommandReceipt } from '../../../src/api.js'
import type { Suspect } from '../../../src/decisions/room.js'
import { ApiError, postJson } from '../api/client.js'
import { Icon } from '../parts/icon.js'
import { useWords } from '../texts/words.js'

interface Props {
  readonly incident: string
  /** Ranking that is shown. */
  readonly ranking: string
  readonly suspect: Suspect
}

const VERDICTS = ['confirm', 'deny'] as const

/** Confirms or denies a suspect. It shows where the ranking is read anew; either can be said again later. */
export const SayOfSuspect = ({ incident, ranking, suspect }: Props) => {
  const { t } = useWords()
  const [state, setState] = useState<{ busy?: boolean; problem?: string }>({})
  const say = async (verdict: (typeof VERDICTS)[number]): Promise<void> => {
    setState({ busy: true })
    try {
      await postJson<CommandReceipt>(`/api/incidents/${encodeURIComponent(incident)}/feedback`, {
        verdict,
        change: suspect.subject,
        about: ranking,
      })
      setState({})
    } catch (error) {
      setState({ problem: error instanceof ApiError && error.status !== 0 ? error.message : t('problem.offline') })
    }
  }
  return (
    <>
      <div className="buttons">
        {VERDICTS.map((verdict) => (
          <button
            key={verdict}
            type="button"
            className="button"
            disabled={state.busy === true || suspect.said?.verdict === verdict}
            aria-label={`${t(`room.say.${verdict}`)}: ${suspect.title ?? suspect.subject}`}
            onClick={() => void say(verdict)}
          >
            {t(`room.say.${verdict}`)}
          </button>
        ))}
      </div>
      {state.problem !== undefined && (
        <p className="refused" role="alert">
          <Icon name="bad" /> {state.problem}
        </p>
      )}
    </>
  )
}
