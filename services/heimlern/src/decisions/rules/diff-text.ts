/** Lines of context around a change. */
const CONTEXT = 2

/** A unified diff of two short texts: one hunk from the first line that differs to the last; empty where none does. */
export const diffText = (before: string, after: string): string => {
  if (before === after) return ''
  const old = before.split('\n')
  const now = after.split('\n')
  let start = 0
  while (start < old.length && start < now.length && old[start] === now[start]) start++
  let end = 0
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end++
  const from = Math.max(0, start - CONTEXT)
  const tail = Math.min(CONTEXT, end)
  const removed = old.slice(start, old.length - end).map((line) => `-${line}`)
  const added = now.slice(start, now.length - end).map((line) => `+${line}`)
  const head = old.slice(from, start).map((line) => ` ${line}`)
  const foot = old.slice(old.length - end, old.length - end + tail).map((line) => ` ${line}`)
  const size = (lines: number): number => head.length + lines + foot.length
  return [
    `@@ -${from + 1},${size(removed.length)} +${from + 1},${size(added.length)} @@`,
    ...head,
    ...removed,
    ...added,
    ...foot,
  ].join('\n')
}
