import { describe, expect, it } from '@jest/globals'
import type { MeshApi, RepositoryCard } from '../job/mesh-api.js'
import { printHistory } from '../output/print-graph.js'
import { Terminal } from '../output/terminal.js'
import { fileSubject, repositoryName } from './graph-subject.js'

const card = (repository: string, location: string) => ({ repository, location }) as RepositoryCard
const watching = (...cards: RepositoryCard[]): MeshApi =>
  ({ leitstand: { get: () => Promise.resolve(cards) } }) as unknown as MeshApi
const shop = card('acme/shop', '/clones/shop')
const web = card('acme/web', '/clones/web')

describe('fileSubject', () => {
  it('takes a subject, a repository with a path, a path of a local clone, and a path of the only repository', async () => {
    expect(await fileSubject(watching(shop, web), 'incident/7')).toBe('incident/7')
    expect(await fileSubject(watching(shop, web), 'acme/web:src/a.ts')).toBe('file/acme/web/src/a.ts')
    expect(await fileSubject(watching(shop, web), '/clones/web/src/a.ts')).toBe('file/acme/web/src/a.ts')
    expect(await fileSubject(watching(shop), 'src/a.ts')).toBe('file/acme/shop/src/a.ts')
    expect(await fileSubject(watching(shop), 'auth', 'area')).toBe('area/acme/shop/auth')
  })

  it('asks which repository is meant where it may be several', async () => {
    await expect(fileSubject(watching(shop, web), 'src/a.ts')).rejects.toMatchObject({ exitCode: 2 })
    await expect(repositoryName(watching(shop, web), undefined)).rejects.toMatchObject({ exitCode: 2 })
    expect(await repositoryName(watching(shop, web), '/clones/web')).toBe('acme/web')
  })
})

describe('printHistory', () => {
  it('says in how many incidents a file was involved, and prints hostile names harmlessly', () => {
    let out = ''
    const terminal = new Terminal({ write: (text) => (out += text) }, { write: () => undefined }, {})
    const node = (id: string, title: string) => ({ id, kind: '', title, state: '', since: '2026-03-01T00:00:00.000Z' })
    printHistory(terminal, {
      file: node('file/acme/shop/a', 'a\u001B[31m\n.ts'),
      names: [],
      changes: [],
      incidents: [
        { incident: node('incident/1', 'down'), how: ['hit'] },
        { incident: node('incident/2', 'slow'), how: ['caused'] },
      ],
      truncated: false,
    })
    expect(out).toContain('This file was involved in 2 incidents:')
    expect(out).toContain('incident/2  slow  (caused)')
    expect(out).not.toContain('\u001B')
  })
})
