import { Injectable } from '@nestjs/common'

/** Result of one check: what it is, whether it holds, and in words what is wrong or worth knowing. */
export interface CheckResult {
  readonly name: string
  readonly ok: boolean
  readonly detail?: string
}

/** A check throws when the dependency is not usable, with what, where; it may return, or resolve to, a detail worth knowing. */
export type Check = () => unknown

/** Longest time for one check in milliseconds. */
const TIMEOUT_MS = 2000

/** The dependencies of a service: /readyz names each. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, Check>()

  /** Adds a dependency. Its name is shown as it is. */
  add(name: string, check: Check): void {
    this.checks.set(name, check)
  }

  /** Asks all dependencies at once; one that does not answer in 2 s is not ready. */
  results(): Promise<CheckResult[]> {
    return Promise.all([...this.checks].map(([name, check]) => this.result(name, check)))
  }

  private async result(name: string, check: Check): Promise<CheckResult> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS)
    })
    try {
      const detail = await Promise.race([Promise.resolve().then(check), late])
      return { name, ok: true, ...(typeof detail === 'string' ? { detail } : {}) }
    } catch (error) {
      return { name, ok: false, detail: error instanceof Error ? error.message : String(error) }
    } finally {
      clearTimeout(timer)
    }
  }
}
