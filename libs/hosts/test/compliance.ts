import { describe, expect, it } from '@jest/globals'
import { HostError, type HostProblem } from '../src/errors.js'
import { CAPABILITIES, type Capability, type HostCalls, type HostProvider } from '../src/provider.js'

/** What an adapter brings to be tested. */
export interface Candidate {
  readonly provider: HostProvider
  /** What the host calls a repository with one commit or more. */
  readonly repository: string
  /** What the kind is known to be able to; a wrong declaration fails. */
  readonly declares: readonly Capability[]
  /** Name of a branch with commits. */
  readonly branch: string
}

const CALLS = Object.keys(CAPABILITIES) as (keyof HostCalls)[]

/** The problem of a call that must fail. */
export const problemOf = async (call: Promise<unknown>): Promise<HostProblem | string> => {
  try {
    await call
    return 'it worked'
  } catch (error) {
    return error instanceof HostError ? error.code : `another error: ${String(error)}`
  }
}

/** Any arguments will do: nothing may be asked of a host before the refusal. */
const callOf = (provider: HostProvider, call: keyof HostCalls): Promise<unknown> =>
  (provider[call] as (...args: unknown[]) => Promise<unknown>)('a/b', 1, { since: '2026-01-01T00:00:00Z' })

const LISTS = ['changes', 'comments', 'runs', 'issues', 'releases'] as const

/** What every adapter has to keep, hosted or not. Run it inside a describe of its own. */
export const keepsTheContract = (candidate: () => Candidate): void => {
  describe('as every adapter', () => {
    it('declares what its kind can do, no more and no less', () => {
      const { provider, declares } = candidate()

      expect([...provider.capabilities].sort()).toEqual([...declares].sort())
    })

    it('refuses what it does not declare, naming host and capability', async () => {
      const { provider } = candidate()
      for (const call of CALLS) {
        if (provider.capabilities.has(CAPABILITIES[call])) continue
        const refusal = await callOf(provider, call).catch((error: unknown) => error)

        expect(refusal).toMatchObject({ code: 'unsupported' })
        expect(String(refusal)).toContain(CAPABILITIES[call])
        expect(String(refusal)).toContain(provider.host)
      }
    })

    it('tells identity, default branch and place of a repository, without credentials', async () => {
      const { provider, repository, branch } = candidate()
      const told = await provider.repository(repository)

      expect(told.identity).not.toBe('')
      expect(told.defaultBranch).toBe(branch)
      expect(told.location).not.toMatch(/\/\/[^/]*@/)
    })

    it('says not_found for a repository that is not there', async () => {
      const { provider, repository } = candidate()

      expect(await problemOf(provider.repository(`${repository}-elsewhere`))).toBe('not_found')
    })

    it('refuses names that would lead elsewhere, before anything is asked', async () => {
      const { provider } = candidate()
      for (const name of ['../etc', '-x', '', '../../user', 'a/../../b', 'a b\n/c', 'https://evil.example/x', '//evil'])
        expect([name, await problemOf(provider.repository(name))]).toEqual([
          name,
          expect.stringMatching(/refused|not_found/),
        ])
    })

    it('gives lists oldest first and nothing from before the moment that is asked for', async () => {
      const { provider, repository } = candidate()
      for (const call of LISTS) {
        if (!provider.capabilities.has(CAPABILITIES[call])) continue
        const { items } = await provider[call](repository, { since: '2000-01-01T00:00:00Z' })
        const moments = items.map(momentOf)

        expect(moments.length).toBeGreaterThan(0)
        expect(moments).toEqual([...moments].sort())
        const later = await provider[call](repository, { since: '2200-01-01T00:00:00Z' })
        expect(later.items).toEqual([])
      }
    })

    it('tells the commits of a branch where it can', async () => {
      const { provider, repository, branch } = candidate()
      if (!provider.capabilities.has('commits_on_branch')) return
      const { items } = await provider.commits(repository, branch, { since: '2000-01-01T00:00:00Z' })

      expect(items.length).toBeGreaterThan(0)
      for (const one of items) expect(one).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]+$/) })
      expect(items.map(momentOf)).toEqual(items.map(momentOf).sort())
    })
  })
}

const momentOf = (one: object): string => {
  const times = one as Readonly<Record<string, string | undefined>>
  return times['updatedAt'] ?? times['finishedAt'] ?? times['publishedAt'] ?? times['committedAt'] ?? ''
}
