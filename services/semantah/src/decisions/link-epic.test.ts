import { describe, expect, it } from '@jest/globals'
import type { EventData, EventType, MeshEvent } from '@heimgewebe/contracts'
import { linkEpic, linkEpicEnd, linkMember, unlinkMember } from './link-epic.js'
import type { Links } from './links.js'

const heard = <T extends EventType>(type: T, data: EventData[T]) => ({ type, subject: 'epic/db', data }) as MeshEvent<T>
const told = ({ relations }: Links): string[] =>
  relations.map(({ from, type, to, confidence }) => `${from} ${type} ${to} (${confidence})`)

describe('an epic in the graph', () => {
  it('has what was linked to it, with the issue that describes it', () => {
    const opened = linkEpic(heard('epic.opened.v1', { epic: 'db', title: 'Move', issue: 'issue/acme/shop/7' }))
    expect(opened.nodes[0]).toMatchObject({ id: 'epic/db', kind: 'epic', title: 'Move', state: 'open' })
    expect(told(opened)).toEqual(['issue/acme/shop/7 belongs_to epic/db (1)'])
    expect(told(linkMember(heard('epic.linked.v1', { epic: 'db', change: 'pr/acme/shop/1' })))).toEqual([
      'pr/acme/shop/1 belongs_to epic/db (1)',
    ])
    expect(told(linkMember(heard('epic.attached.v1', { epic: 'db', subject: 'incident/1', how: 'cause' })))).toEqual([
      'incident/1 belongs_to epic/db (0.9)',
    ])
  })

  it('keeps the other epics of what is taken out, and is closed under the name that it has', () => {
    const out = unlinkMember(heard('epic.unlinked.v1', { epic: 'db', subject: 'pr/acme/shop/1', remaining: ['web'] }))
    expect(out.replaces).toEqual([{ from: 'pr/acme/shop/1', type: 'belongs_to' }])
    expect(told(out)).toEqual(['pr/acme/shop/1 belongs_to epic/web (1)'])
    expect(linkEpicEnd(heard('epic.closed.v1', { epic: 'db' })).nodes[0]).toMatchObject({ title: '', state: 'closed' })
  })
})
