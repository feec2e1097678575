import { useState } from 'react'
import type { CommandReceipt } from '../../../src/api.js'
import type { Room } from '../../../src/decisions/room.js'
import { postJson } from '../api/client.js'
import { Evidence } from '../parts/reasons.js'
import { When } from '../parts/when.js'
import { useWords } from '../texts/words.js'
import { Refused, useWhyNot } from '../parts/refused.js'

/** What a language model wrote, marked as such: text and nothing else, whatever it holds. Nothing where none was ever asked. */
export const Prose = ({ room, path }: { readonly room: Room; readonly path: string }) => {
  const { t } = useWords()
  const { prose, prose_missing: missing } = room
  if (prose === undefined && missing === undefined) return null
  return (
    <section className="panel prose" aria-labelledby="prose">
      <h2 id="prose">{prose === undefined ? t('prose.title') : t('prose.by', { model: prose.model })}</h2>
      {prose !== undefined && (
        <>
          <ul className="plain-list">
            {prose.sentences.map(({ text, events }, place) => (
              <li key={place}>
                <span>
                  {text} <Evidence events={events} />
                </span>
              </li>
            ))}
          </ul>
          <p className="soft small">
            {t('prose.hint')} {prose.left_out > 0 && t('prose.leftOut', { n: prose.left_out })}{' '}
            <When time={prose.time} />
          </p>
        </>
      )}
      {missing !== undefined && (
        <p className="soft small">
          {t(`prose.${missing.state}`)} {missing.reason} <When time={missing.time} />
        </p>
      )}
      <Again path={path} isWanted={missing?.state === 'wanted'} />
    </section>
  )
}

/** Asks for it anew, with what is known by now. */
const Again = ({ path, isWanted }: { readonly path: string; readonly isWanted: boolean }) => {
  const { t } = useWords()
  const whyNot = useWhyNot()
  const [state, setState] = useState<{ busy?: boolean; problem?: string }>({})
  const ask = async (): Promise<void> => {
    setState({ busy: true })
    try {
      await postJson<CommandReceipt>(`${path}/prose`, {})
      setState({})
    } catch (error) {
      setState({ problem: whyNot(error) })
    }
  }
  return (
    <div className="buttons">
      <button type="button" className="button" disabled={state.busy === true || isWanted} onClick={() => void ask()}>
        {t('prose.again')}
      </button>
      <Refused problem={state.problem} />
    </div>
  )
}
