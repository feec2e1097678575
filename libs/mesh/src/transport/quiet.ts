import type { MeshConfig } from '../config/mesh-config.js'

/**
 * When acts that nobody waits for may begin: once no event has come for a while, so that they do not compete with an import
 * or with those who react to it; under traffic that never ends, when their patience is over.
 */
export class Quiet {
  private heardAt = performance.now()
  /** When each act was seen first. */
  private readonly seen = new Map<string, number>()
  private timer: NodeJS.Timeout | undefined
  private chance: () => void = () => undefined

  constructor(private readonly config: Pick<MeshConfig, 'quietMs' | 'patienceMs'>) {}

  /** Calls back whenever an act that was not permitted may be by now. */
  onChance(callback: () => void, signal: AbortSignal): void {
    this.chance = callback
    signal.addEventListener('abort', () => clearTimeout(this.timer), { once: true })
  }

  /** Events have come. */
  heard(): void {
    this.heardAt = performance.now()
  }

  /** Whether an act may begin now; where not, there will be a call when it may be. */
  permits(id: string): boolean {
    const now = performance.now()
    const first = this.seen.get(id) ?? now
    const rest = Math.min(this.heardAt + this.config.quietMs, first + this.config.patienceMs) - now
    if (rest <= 0) {
      this.seen.delete(id)
      return true
    }
    this.seen.set(id, first)
    clearTimeout(this.timer)
    this.timer = setTimeout(this.chance, Math.ceil(rest))
    return false
  }
}
