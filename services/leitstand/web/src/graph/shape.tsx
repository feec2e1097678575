import { lookOf } from './kinds.js'

/** The form and colour of a kind, as in the picture. The kind's name stands beside it. */
export const Shape = ({ kind }: { readonly kind: string }) => {
  const { corners, family } = lookOf(kind)
  return (
    <svg className={`shape family-${family}`} viewBox="-1.15 -1.15 2.3 2.3" aria-hidden="true" focusable="false">
      {corners.length === 0 ? <circle r="0.85" /> : <polygon points={corners.join(' ')} />}
    </svg>
  )
}
