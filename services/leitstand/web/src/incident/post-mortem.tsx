import { useEffect, useState } from 'react'
import type { Room } from '../../../src/decisions/room.js'
import { ApiError, ask } from '../api/client.js'
import { Reading } from '../loop/reading.js'
import { CopyButton } from '../parts/copy-button.js'
import { Problem } from '../parts/problem.js'
import { useWords } from '../texts/words.js'
import '../style/loop.css'

/** The draft of the post-mortem, read when somebody opens it and again when the room has changed. */
export const PostMortem = ({ path, room }: { readonly path: string; readonly room: Room }) => {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(false)
  const [text, setText] = useState<string>()
  const [problem, setProblem] = useState<ApiError>()
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    if (!isOpen) return
    const stop = new AbortController()
    ask(path, { signal: stop.signal })
      .then((answer) => answer.text())
      .then((read) => {
        setText(read)
        setProblem(undefined)
      })
      .catch((error: unknown) => {
        if (!stop.signal.aborted) setProblem(error instanceof ApiError ? error : new ApiError(String(error), 0))
      })
    return () => stop.abort()
  }, [isOpen, path, room, turn])
  return (
    <details className="panel post-mortem" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('room.postMortem')}</summary>
      {problem && <Problem problem={problem} again={() => setTurn(turn + 1)} />}
      {text !== undefined && (
        <>
          <p className="soft small">{t('room.postMortemHint')}</p>
          <div className="buttons">
            <CopyButton text={text} label={t('room.copyMarkdown')} />
          </div>
          <Reading text={text} />
        </>
      )}
    </details>
  )
}
