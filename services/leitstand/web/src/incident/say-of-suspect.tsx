import { useState } from 'react'
import type { CommandReceipt } from '../../../src/api.js'
import type { Suspect } from '../../../src/decisions/room.js'
import { postJson } from '../api/client.js'
import { useWords } from '../texts/words.js'
import { Refused, useWhyNot } from '../parts/refused.js'
import { Verdicts } from '../parts/verdicts.js'

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
  const whyNot = useWhyNot()
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
      setState({ problem: whyNot(error) })
    }
  }
  return (
    <>
      <Verdicts
        verdicts={VERDICTS}
        wordOf={(verdict) => t(`room.say.${verdict}`)}
        about={suspect.title ?? suspect.subject}
        isOff={(verdict) => state.busy === true || suspect.said?.verdict === verdict}
        say={(verdict) => void say(verdict)}
      />
      <Refused problem={state.problem} />
    </>
  )
}
