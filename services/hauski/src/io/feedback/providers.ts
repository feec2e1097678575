import { Inject, Injectable } from '@nestjs/common'
import { CONFIG, type Config } from '../../config.js'
import { openEmail } from './email.js'
import type { DeliveryBounds, FeedbackProvider, ProviderKind, ProviderSettings } from './provider.js'
import { openWebhook } from './webhook.js'

/** What opens a provider of each kind. */
const OPEN: Readonly<Record<ProviderKind, (settings: ProviderSettings, bounds: DeliveryBounds) => FeedbackProvider>> = {
  webhook: openWebhook,
  email: openEmail,
}

/** The providers that the owner configured, by name. The page and the command line are always there, and not among them. */
@Injectable()
export class Providers {
  private readonly open: ReadonlyMap<string, FeedbackProvider>

  constructor(@Inject(CONFIG) { providers, delivery }: Config) {
    this.open = new Map(providers.map((one) => [one.name, OPEN[one.kind](one, delivery)]))
  }

  /** Their names. */
  get names(): readonly string[] {
    return [...this.open.keys()]
  }

  /** One of them; undefined where it is not configured any more. */
  find(name: string): FeedbackProvider | undefined {
    return this.open.get(name)
  }
}
