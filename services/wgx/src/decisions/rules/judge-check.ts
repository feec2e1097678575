import type { Finding, Tried } from '@heimgewebe/code'
import type { Judgement } from '../judge-run.js'
import { makeInert, oneLine, outputTail } from '../make-inert.js'

/** What a check by learned rules saw. */
export interface Check {
  /** Rules that could be read. */
  readonly rules: readonly { readonly rule: string; readonly version: number; readonly message: string }[]
  /** Rules that could not, each with its reason. */
  readonly unusable: readonly string[]
  readonly tried: readonly Tried[]
  /** Files that were not read. */
  readonly unread: number
  /** Commit that the lines of the change were told from. */
  readonly base: string | undefined
  readonly seconds: number
}

/** Most failures of a result, as the contract has it. */
const MOST = 20

/** The result of a check: it fails where a rule fires, and names the rule and every place. */
export const judgeCheck = ({ rules, unusable, tried, unread, base, seconds }: Check): Judgement => {
  const findings = tried.flatMap((one) => one.findings)
  const problems = [...unusable, ...tried.flatMap(({ problem }) => problem ?? [])]
  const firing = rules.filter(({ rule }) => findings.some((one) => one.rule === rule))
  const left = unread === 0 ? [] : [`${unread} files were not read`]
  const notes = [...left, ...problems].map((one) => oneLine(one, 200)).join('; ')
  const rest = {
    exit_code: null,
    duration_seconds: seconds,
    ...(notes === '' && findings.length === 0 ? {} : { output_tail: outputTail(report(findings, notes)) }),
  }
  if (rules.length === 0)
    return { verdict: 'not_run', reason: oneLine(`no learned rule can be used: ${notes}`, 1000), ...rest }
  const also = notes === '' ? '' : `; ${oneLine(notes, 300)}`
  if (firing.length === 0) {
    const files = tried.filter(({ language }) => language !== undefined).length
    const words = `${rules.length} learned ${rules.length === 1 ? 'rule is' : 'rules are'} silent on the changed lines of ${files} files`
    return { verdict: 'passed', reason: oneLine(`${words}${also}`, 1000), ...rest }
  }
  const first = findings[0]!
  const more = findings.length === 1 ? '' : ` and ${findings.length - 1} more places`
  const names = firing.map(({ rule, version }) => `${rule}, version ${version}`).join('; ')
  return {
    verdict: 'failed',
    reason: oneLine(`learned rule ${oneLine(names, 500)} fires at ${placeOf(first)}${more}${also}`, 1000),
    failures: firing.slice(0, MOST).map(({ rule, message }) => ({
      name: rule,
      message: messageOf(
        message,
        findings.filter((one) => one.rule === rule),
      ),
    })),
    fault: 'change',
    signals: [
      {
        kind: 'before',
        speaks: 'against',
        text: 'only lines that the change wrote were looked at',
        ...(base === undefined ? {} : { sha: base }),
      },
    ],
    ...rest,
  }
}

const placeOf = ({ path, line }: Finding): string => `${oneLine(path, 300)}:${line}`

const messageOf = (message: string, places: readonly Finding[]): string =>
  [...makeInert([message, ...places.map((one) => `${placeOf(one)}: ${one.text}`)].join('\n'))].slice(0, 2000).join('')

const report = (findings: readonly Finding[], notes: string): string =>
  [...findings.map((one) => `${placeOf(one)}: ${one.rule}: ${one.text}`), ...(notes === '' ? [] : [notes])].join('\n')
