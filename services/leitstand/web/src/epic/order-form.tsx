import { type FormEvent, useId, useState } from 'react'
import type { CommandReceipt } from '../../../src/api.js'
import { postJson } from '../api/client.js'
import { Answers } from '../parts/command-box.js'
import { type Key, useWords } from '../texts/words.js'
import { Refused, useWhyNot } from '../parts/refused.js'

/** A field of the form. */
export interface Field {
  readonly name: string
  readonly label: Key
  readonly placeholder: string
  /** What may be typed, as a pattern. */
  readonly pattern?: string
}

/** What is sent: the command, and what it is about. */
export interface Order {
  readonly text: string
  readonly change?: string
  readonly about?: string
}

interface OrderFormProps {
  readonly title: Key
  readonly send: Key
  readonly fields: readonly Field[]
  readonly order: (values: Readonly<Record<string, string>>) => Order
}

/** Gives a command about an epic, as any other, and shows what came of it as it is heard. */
export const OrderForm = ({ title, send, fields, order }: OrderFormProps) => {
  const { t } = useWords()
  const whyNot = useWhyNot()
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const [sent, setSent] = useState<{ id: string; text: string }>()
  const [problem, setProblem] = useState<string>()
  const id = useId()
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setProblem(undefined)
    setSent(undefined)
    try {
      const wanted = order(values)
      const receipt = await postJson<CommandReceipt>('/api/commands', wanted)
      setSent({ id: receipt.id, text: wanted.text })
      setValues({})
    } catch (error) {
      setProblem(whyNot(error))
    }
  }
  return (
    <form className="command order panel" onSubmit={(event) => void submit(event)} aria-label={t(title)}>
      <b>{t(title)}</b>
      <div className="command-line">
        {fields.map(({ name, label, placeholder, pattern }) => (
          <input
            key={name}
            id={`${id}-${name}`}
            aria-label={t(label)}
            value={values[name] ?? ''}
            onChange={({ target }) => setValues((old) => ({ ...old, [name]: target.value }))}
            placeholder={placeholder}
            maxLength={200}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            required
            {...(pattern === undefined ? {} : { pattern })}
          />
        ))}
        <button type="submit" className="button button-main">
          {t(send)}
        </button>
      </div>
      <Refused problem={problem} />
      {sent && <Answers id={sent.id} text={sent.text} />}
    </form>
  )
}

/** What a subject is named as in a command: a change, or an issue or incident. */
export const aboutOf = (subject: string): { readonly change: string } | { readonly about: string } =>
  /^(?:change|pr|branch)\//.test(subject) ? { change: subject } : { about: subject }
