import type { ToolFinishedV1 } from '@heimgewebe/contracts'
import { oneLine } from './make-inert.js'

type Finding = NonNullable<ToolFinishedV1['findings']>[number]

const MOST = 200
/** Longest line that is read, in characters. */
const MAX_LINE = 2000
/** `path:line[:column]: text`, as compilers and linters have written it since cc. */
const LINE = /^(?:\.\/)?([^\s:][^:]{0,400}):(\d{1,7}):(?:\d{1,7}:)? {0,4}(\S.*)$/

/** What a tool found, from the lines that name a file and a line. Other lines stay in the output. */
export const readFindings = (output: string): Finding[] => {
  const findings: Finding[] = []
  for (const line of output.split('\n')) {
    const [, path, number, text] = LINE.exec(line.slice(0, MAX_LINE)) ?? []
    if (path === undefined || text === undefined) continue
    const rule = /^([A-Z]{1,10}\d{1,5})\b/.exec(text)?.[1]
    findings.push({
      path: oneLine(path, 400),
      line: Math.max(1, Number(number)),
      level: levelOf(text),
      text: oneLine(text, 1000),
      ...(rule === undefined ? {} : { rule }),
    })
    if (findings.length === MOST) break
  }
  return findings
}

const levelOf = (text: string): 'note' | 'warning' | 'error' => {
  if (/\b(error|high|critical)\b/i.test(text)) return 'error'
  return /\b(note|info|low|style)\b/i.test(text) ? 'note' : 'warning'
}
