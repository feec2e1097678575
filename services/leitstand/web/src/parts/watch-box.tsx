import { type FormEvent, useId, useState } from 'react'
import type { CommandReceipt } from '../../../src/api.js'
import { postJson } from '../api/client.js'
import { useWords } from '../texts/words.js'
import { Icon } from './icon.js'
import { Refused, useWhyNot } from './refused.js'

/** Asks Heimgewebe to read and follow a repository. */
export const WatchBox = ({ label }: { readonly label: string }) => {
  const { t } = useWords()
  const whyNot = useWhyNot()
  const [location, setLocation] = useState('')
  const [state, setState] = useState<{ asked?: boolean; problem?: string }>({})
  const id = useId()
  const send = async (submit: FormEvent): Promise<void> => {
    submit.preventDefault()
    try {
      await postJson<CommandReceipt>('/api/watch', { location })
      setState({ asked: true })
      setLocation('')
    } catch (error) {
      setState({ problem: whyNot(error) })
    }
  }
  return (
    <form className="command" onSubmit={(submit) => void send(submit)}>
      <label htmlFor={id}>{label}</label>
      <div className="command-line">
        <input
          id={id}
          value={location}
          onChange={({ target }) => setLocation(target.value)}
          placeholder={t('repositories.addHint')}
          maxLength={1000}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          required
        />
        <button type="submit" className="button">
          {t('repositories.watch')}
        </button>
      </div>
      {state.asked && (
        <p className="small" role="status">
          <Icon name="ok" /> {t('repositories.asked')}
        </p>
      )}
      <Refused problem={state.problem} />
    </form>
  )
}
