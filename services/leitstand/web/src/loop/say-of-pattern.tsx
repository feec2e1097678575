import { useState } from 'react'
import type { CommandReceipt } from '../../../src/api.js'
import { postJson } from '../api/client.js'
import { Answers } from '../parts/command-box.js'
import { useWords } from '../texts/words.js'
import type { Pattern } from './answers.js'
import { Refused, useWhyNot } from '../parts/refused.js'
import { Verdicts } from '../parts/verdicts.js'

const VERDICTS = ['good', 'bad'] as const

/** Calls a pattern good or bad, by the same command as anywhere else; the other can be said later, and counts instead. */
export const SayOfPattern = ({ pattern: { repository, pattern, name } }: { readonly pattern: Pattern }) => {
  const { t } = useWords()
  const whyNot = useWhyNot()
  const [state, setState] = useState<{ busy?: boolean; problem?: string; sent?: { id: string; text: string } }>({})
  const say = async (verdict: (typeof VERDICTS)[number]): Promise<void> => {
    setState({ busy: true })
    const text = `heimlern /pattern-${verdict} ${pattern}`
    try {
      const { id } = await postJson<CommandReceipt>('/api/commands', { text, repository })
      setState({ sent: { id, text } })
    } catch (error) {
      setState({ problem: whyNot(error) })
    }
  }
  return (
    <>
      <Verdicts
        verdicts={VERDICTS}
        wordOf={(verdict) => t(`pattern.say.${verdict}`)}
        about={name}
        isOff={() => state.busy === true}
        say={(verdict) => void say(verdict)}
      />
      {state.sent && <Answers {...state.sent} />}
      <Refused problem={state.problem} />
    </>
  )
}
