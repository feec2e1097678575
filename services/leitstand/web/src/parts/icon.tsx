/** Shapes of 16 × 16, drawn with the colour of the text. Each has a form of its own, so that none needs its colour. */
const PATHS = {
  high: 'M8 1.8 15 14H1z',
  medium: 'M8 1.2 14.8 8 8 14.8 1.2 8z',
  low: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2z',
  none: 'M8 2.500a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11z',
  ok: 'M2.5 8.5 6.3 12.3 13.5 4',
  bad: 'M3.5 3.500l9 9M12.5 3.500l-9 9',
  wait: 'M8 4v4.300l2.8 1.700M8 1.800a6.2 6.2 0 1 1 0 12.400A6.2 6.2 0 0 1 8 1.800z',
  skip: 'M3 8h10',
  question: 'M5.8 6a2.3 2.3 0 1 1 3.3 2.100c-.8.4-1.1.8-1.1 1.700M8 12.700v.1',
  commit: 'M1 8h4.200M10.8 8H15M8 5.200a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.600z',
  request:
    'M4 5.500v8M4 5.500a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.600zM12 10.500V6.500a2 2 0 0 0-2-2H7.500M12 14.100a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.600z',
  decision: 'M8 14V8.500M8 8.5 3 4M8 8.5 13 4M3 7V4h3M13 7V4h-3',
  guard: 'M8 1.8 13.5 4v4c0 3.2-2.3 5.4-5.5 6.400C4.8 13.4 2.5 11.2 2.5 8V4z',
  incident: 'M8 2v7.500M8 13v.2',
  command: 'M2.5 4l4 4-4 4M8 12.500h5.5',
  book: 'M3 2.500h8.500a1.5 1.5 0 0 1 1.5 1.500v9.500H4.500A1.5 1.5 0 0 1 3 12zM3 12a1.5 1.5 0 0 1 1.5-1.500H13',
  tag: 'M2 2.500h5.500L14 9l-5 5-7-7zM5 5.500v.1',
  note: 'M2.5 3h11v8h-6l-3 2.500V11h-2z',
  park: 'M4.5 2v12M4.5 3H12l-2 2.700L12 8.500H4.5',
  dot: 'M8 6.500a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z',
  sun: 'M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM8 1v1.500M8 13.500V15M1 8h1.500M13.5 8H15M3 3l1.1 1.100M11.9 11.9 13 13M3 13l1.1-1.100M11.9 4.1 13 3',
  moon: 'M13.5 9.500A6 6 0 0 1 6.5 2.500a6 6 0 1 0 7 7z',
  half: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 2v12M8 5l5 1.500M8 8h6M8 11l4.5 1.5',
  close: 'M3.5 3.500l9 9M12.5 3.500l-9 9',
  copy: 'M5.5 5.500h8v8h-8zM3 10.500H2.500v-8h8V3',
  out: 'M6 3H3v10h3M7 8h7M11 5l3 3-3 3',
  pause: 'M5 3v10M11 3v10',
  play: 'M4.5 2.8 13 8l-8.5 5.200z',
  left: 'M10 3 5 8l5 5',
  right: 'M6 3l5 5-5 5',
  host: 'M9.5 2.500h4v4M13.5 2.5 7.5 8.500M11.5 9.500v4h-9v-9h4',
} as const

export type IconName = keyof typeof PATHS

const FILLED: ReadonlySet<IconName> = new Set<IconName>(['high', 'medium', 'low', 'play'])

/** An icon. Words stand beside it, or the element around it has a label. */
export const Icon = ({ name, className = '' }: { readonly name: IconName; readonly className?: string }) => (
  <svg
    className={`icon ${FILLED.has(name) ? 'icon-filled' : ''} ${className}`}
    viewBox="0 0 16 16"
    aria-hidden="true"
    focusable="false"
  >
    <path d={PATHS[name]} {...(name === 'none' ? { strokeDasharray: '2.2 2.2' } : {})} />
  </svg>
)
