import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { OnEvent } from '@heimgewebe/mesh'
import { ChoiceStore } from '../io/choice-store.js'
import type { WgxDelivery } from '../io/repository-store.js'

/** Keeps which guards and tests the past speaks for, for when the guards of the change are asked for. */
@Controller()
export class OnRiskAssessed {
  constructor(private readonly choices: ChoiceStore) {}

  @OnEvent('risk.assessed.v1')
  async handle({ data, position }: MeshEvent<'risk.assessed.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    const { change, guards, guards_signal, tests } = data
    // The commits of an import come by the ten thousand, and say nothing of guards.
    if (guards === undefined && tests === undefined) return []
    await this.choices.keep(delivery, change, position, {
      ...(guards === undefined ? {} : { guards }),
      ...(guards_signal === undefined ? {} : { guards_signal }),
      ...(tests === undefined ? {} : { tests }),
    })
    return []
  }
}
