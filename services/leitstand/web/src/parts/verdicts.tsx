interface Props<Verdict extends string> {
  readonly verdicts: readonly Verdict[]
  /** What the button says. */
  readonly wordOf: (verdict: Verdict) => string
  /** What it is said of, for those who do not see it. */
  readonly about: string
  readonly isOff: (verdict: Verdict) => boolean
  readonly say: (verdict: Verdict) => void
}

/** A button for each thing that can be said of something. */
export const Verdicts = <Verdict extends string>({ verdicts, wordOf, about, isOff, say }: Props<Verdict>) => (
  <div className="buttons">
    {verdicts.map((verdict) => (
      <button
        key={verdict}
        type="button"
        className="button"
        disabled={isOff(verdict)}
        aria-label={`${wordOf(verdict)}: ${about}`}
        onClick={() => say(verdict)}
      >
        {wordOf(verdict)}
      </button>
    ))}
  </div>
)
