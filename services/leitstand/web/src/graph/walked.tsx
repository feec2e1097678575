import { useCallback, useMemo, useState } from 'react'
import { withQuery } from '../api/client.js'
import { type Step, go, listOf, partOf, useAddress } from '../state/address.js'
import { useResource } from '../state/resource.js'
import { type Walk, useWalk } from '../state/walk.js'
import { useWords } from '../texts/words.js'
import { type GraphNode, type GraphRelation, type Path, nameOf } from './answers.js'
import { ROWS, arrange, shownOf } from './arrange.js'
import { GraphFilters } from './filters.js'
import { Finder } from './finder.js'
import { farEnd, groupsOf, keyOf } from './groups.js'
import { MomentField } from './moment-field.js'
import { NodePanel } from './node-panel.js'
import { PathBar } from './path-bar.js'
import { GraphPicture } from './picture.js'
import { RelationPanel } from './relation-panel.js'
import { WalkList } from './walk-list.js'

/** Nodes that are open beside the root: more than anybody reads, and few enough to draw at once. */
const MOST_OPEN = 24
/** Longest path that is looked for, in relations. */
const LONGEST = 6
const RELATION = /^\d+-\d+$/

/** A walk from one node: what is around it, around what was opened, and what is looked at. */
export const Walked = ({ root }: { readonly root: string }) => {
  const { t, number } = useWords()
  const { open: opened, pick = root, to, at, hide } = useAddress()
  const others = useMemo(() => listOf(opened).filter((id) => id !== root), [opened, root])
  const open = useMemo(() => new Set([root, ...others]), [root, others])
  const around = useWalk([...open], at)
  const path = useResource<Path>(
    to === undefined ? undefined : withQuery('/api/graph/path', { from: root, to, max: LONGEST, at }),
  )
  const found = to === undefined || !path.value?.found ? undefined : path.value
  const walk = useMemo(() => withPath(around, found), [around, found])
  const fits = useMemo(() => fitting(hide), [hide])
  const [rows, setRows] = useState<ReadonlyMap<string, number>>(new Map())

  const picture = useMemo(
    () =>
      arrange({
        root,
        open,
        walk,
        fits,
        rows,
        path: found?.nodes.map(({ id }) => id) ?? [],
        pathRelations: found?.relations ?? [],
      }),
    [root, open, walk, fits, rows, found],
  )
  const toggle = useCallback(
    (id: string): Step => ({
      pick: id,
      open: partOf(others.includes(id) ? others.filter((one) => one !== id) : [...others, id].slice(-MOST_OPEN)),
    }),
    [others],
  )
  const more = (key: string): void => {
    const { node, group } = groupWith(key, walk, fits) ?? {}
    if (node === undefined || !group) return
    const shown = shownOf(rows, node, group)
    if (group.cut && shown + ROWS > group.relations.length) walk.more(node, group.type)
    setRows(new Map(rows).set(key, shown + ROWS * 2))
  }
  const start = walk.nodes.get(root)
  const looked = walk.nodes.get(pick)
  const relation = RELATION.test(pick) ? relationIn(walk, found, pick) : undefined
  const met = useMemo(() => metIn(walk), [walk])
  const name = start ? nameOf(start) : root
  const list = { nodes: walk.nodes, rows, fits, pick, open, toggle, onMore: more, again: walk.again }
  const left = picture.more.reduce((sum, one) => sum + one.left, 0)
  const status = [
    t('graph.shown', { nodes: number(picture.nodes.length), relations: number(picture.relations.length) }),
    ...(left > 0 ? [t('graph.left', { n: number(left) })] : []),
    ...(others.length >= MOST_OPEN ? [t('graph.full', { n: number(MOST_OPEN) })] : []),
  ].join(' ')
  return (
    <>
      <div className="graph-bar">
        <MomentField at={at} since={start?.since} />
        <Finder label={t('graph.pathFind')} hint={t('graph.pathFindHint')} stepTo={(id) => ({ to: id, pick: id })} />
      </div>
      <GraphFilters {...met} hide={hide} />
      <div className="graph-columns">
        <div className="graph-main">
          <GraphPicture
            picture={picture}
            root={root}
            pick={pick}
            path={new Set(found?.relations.map(({ id }) => id))}
            label={t('graph.picture', { name })}
            status={status}
            onNode={(id) => go(id !== root && (!open.has(id) || pick === id) ? toggle(id) : { pick: id })}
            onLook={(id) => go({ pick: id }, 'replace')}
            onRelation={(id) => go({ pick: id })}
            onMore={more}
          />
        </div>
        <div className="graph-side">
          {RELATION.test(pick) && <RelationPanel key={pick} id={pick} known={relation} nodes={walk.nodes} />}
          {looked && <NodePanel node={looked} root={start} open={open.has(pick)} toggle={toggle(pick)} />}
          {to !== undefined && <PathBar to={to} path={path} nodes={walk.nodes} />}
          {inOrder(root, others, pick).map((id) => (
            <WalkList key={id} id={id} around={walk.around.get(id)} isRoot={id === root} {...list} />
          ))}
        </div>
      </div>
    </>
  )
}

/** What was opened last, or is looked at, first; the root last. */
const inOrder = (root: string, others: readonly string[], pick: string): string[] => {
  const all = [...others.toReversed(), root]
  return all.includes(pick) ? [pick, ...all.filter((id) => id !== pick)] : all
}

const withPath = (walk: Walk, path: Path | undefined): Walk =>
  path ? { ...walk, nodes: new Map([...path.nodes.map((node) => [node.id, node] as const), ...walk.nodes]) } : walk

const fitting = (hide: string | undefined) => {
  const hidden = new Set(listOf(hide))
  return ({ type }: GraphRelation, far: GraphNode | undefined): boolean =>
    !hidden.has(`r.${type}`) && !(far && hidden.has(`k.${far.kind}`))
}

const groupWith = (key: string, walk: Walk, fits: ReturnType<typeof fitting>) => {
  for (const [node, around] of walk.around) {
    const group = groupsOf(node, around, (one) => fits(one, walk.nodes.get(farEnd(one, node)))).find(
      (one) => keyOf(node, one) === key,
    )
    if (group) return { node, group }
  }
  return undefined
}

const relationIn = (walk: Walk, path: Path | undefined, id: string): GraphRelation | undefined => {
  for (const { relations } of [...walk.around.values(), ...(path ? [path] : [])]) {
    const found = relations.find((one) => one.id === id)
    if (found) return found
  }
  return undefined
}

const metIn = ({ nodes, around }: Walk): { kinds: Set<string>; types: Set<string> } => ({
  kinds: new Set([...nodes.values()].map(({ kind }) => kind)),
  types: new Set([...around.values()].flatMap(({ relations }) => relations.map(({ type }) => type))),
})
