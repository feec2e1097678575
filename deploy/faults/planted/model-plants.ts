import type { Plant } from './plant.js'

/** Bugs in how language models are asked. */
export const MODEL_PLANTS: readonly Plant[] = [
  {
    name: 'citations of a model are not checked',
    campaign: 'P24',
    n: 200,
    caughtBy: /^P24 each sentence rests on/,
    quick: false,
    replacements: [
      {
        file: 'services/heimgeist/src/decisions/texts/answer-forms.ts',
        find: 'if (behind.length === 0 || behind.includes(undefined)) return undefined',
        replace: 'if (behind.length < 0) return undefined',
      },
    ],
  },
  {
    name: 'the budget of the models is kept in memory',
    campaign: 'P24',
    n: 200,
    caughtBy: /^P24 the budget holds/,
    quick: false,
    replacements: [
      {
        file: 'services/heimgeist/src/handlers/on-text-requested.ts',
        find: 'spent: await this.texts.spentOn(delivery.db, day),',
        replace:
          'spent: { usd: 0, tokens: 0, texts: ((globalThis as { asked?: number }).asked = ((globalThis as { asked?: number }).asked ?? 0) + 1) },',
      },
    ],
  },
  {
    name: 'addresses of a model are shown',
    campaign: 'P24',
    n: 200,
    caughtBy: /^P24 nothing that a reader/,
    quick: false,
    replacements: [
      {
        file: 'services/heimgeist/src/decisions/texts/keep-sentences.ts',
        find: "clean === '' || ADDRESS.test(clean)",
        replace: "clean === '' || ADDRESS.test('')",
      },
    ],
  },
  {
    name: 'models are asked by the way that traces itself',
    campaign: 'P24',
    n: 100,
    caughtBy: /^P24 nobody else is spoken to/,
    quick: false,
    replacements: [
      {
        file: 'libs/model/src/call-model.ts',
        find: 'await client._generate(said, { signal } as never)',
        replace:
          'await client.generate([said], { signal } as never).then((all) => ({ ...all, generations: all.generations[0]! }))',
      },
      {
        file: 'services/heimgeist/src/app.module.ts',
        find: 'forgetTracing(process.env)',
        replace: 'void forgetTracing',
      },
    ],
  },
]
