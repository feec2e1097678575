import { useEffect, useState } from 'react'
import { Icon } from '../parts/icon.js'
import { useWords } from '../texts/words.js'
import type { Proposal, Question } from './answers.js'
import { hashOf } from './content-hash.js'
import { Exact, Seen } from './exact.js'

type Members = Readonly<Record<string, unknown>>

const filesOf = (order: Question['order']): readonly Members[] => {
  const files = order?.arguments['files']
  return Array.isArray(files) ? (files as Members[]) : []
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2))

/** Members of an act, each whole: nothing of what the hash covers is left out or shortened. */
const Whole = ({ members }: { readonly members: Members }) => (
  <dl className="fields">
    {Object.entries(members).map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd className="whole">
          <Seen text={textOf(value)} />
        </dd>
      </div>
    ))}
  </dl>
)

const FileOf = ({ file }: { readonly file: Members }) => {
  const { path, content, ...more } = file
  return (
    <figure className="file">
      <figcaption>
        <code>
          <Seen text={textOf(path)} />
        </code>
      </figcaption>
      <Whole members={more} />
      <Exact text={textOf(content)} label={textOf(path)} />
    </figure>
  )
}

/** What would be done, byte for byte, with the hash that an answer counts for. */
export const Deed = ({
  question,
  proposal,
}: {
  readonly question: Question
  readonly proposal: Proposal | undefined
}) => {
  const { t, maybe } = useWords()
  const { order } = question
  const { files: _, ...rest } = order?.arguments ?? {}
  const files = filesOf(order)
  // What a person is asked about a failure is the report itself.
  const report = question.report === undefined ? undefined : question.text
  const shown = order?.arguments ?? proposal?.content ?? report
  return (
    <section aria-labelledby="deed">
      <h3 id="deed">{t(report === undefined ? 'question.deed' : 'question.report')}</h3>
      {order && <p>{maybe(`act.${order.act}`, order.act)}</p>}
      {order && <Whole members={rest} />}
      {files.map((file, place) => (
        <FileOf key={place} file={file} />
      ))}
      {!order && proposal && <Exact text={proposal.content} label={t('question.deed')} />}
      {(shown === undefined || shown === report) && <Exact text={question.text} label={t('question.deed')} />}
      {proposal?.diff !== undefined && (
        <figure className="file">
          <figcaption>{t('question.diff', { n: proposal.supersedes ?? proposal.version - 1 })}</figcaption>
          <Exact
            text={proposal.diff}
            label={t('question.diff', { n: proposal.supersedes ?? proposal.version - 1 })}
            diff
          />
        </figure>
      )}
      {question.content_sha256 !== undefined && <Hash shown={shown} wanted={question.content_sha256} />}
    </section>
  )
}

/** The hash, and whether what is shown here has it: the browser counts for itself. */
const Hash = ({ shown, wanted }: { readonly shown: unknown; readonly wanted: string }) => {
  const { t } = useWords()
  const [found, setFound] = useState<string>()
  const key = JSON.stringify(shown)
  useEffect(() => {
    let current = true
    if (key !== undefined)
      void hashOf(JSON.parse(key))
        .catch(() => undefined)
        .then((hash) => current && setFound(hash))
    return () => {
      current = false
    }
  }, [key])
  return (
    <div className="hash">
      <p>
        <span className="soft">SHA-256</span> <code>{wanted}</code>
      </p>
      {found === wanted && (
        <p className="small hash-same">
          <Icon name="ok" /> {t('question.hash.same')}
        </p>
      )}
      {found !== undefined && found !== wanted && (
        <p className="refused" role="alert">
          <Icon name="bad" /> {t('question.hash.other')}
        </p>
      )}
      {found === undefined && <p className="small soft">{t('question.hash.unchecked')}</p>}
    </div>
  )
}
