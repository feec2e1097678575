import { Suspense, lazy, useEffect } from 'react'
import { ChangeDrawer } from './drawers/change-drawer.js'
import { EventDrawer } from './drawers/event-drawer.js'
import { Header } from './parts/header.js'
import { useAddress } from './state/address.js'
import { startLive, stopLive } from './state/live.js'
import { session } from './state/session.js'
import { useStore } from './state/store.js'
import { useWords } from './texts/words.js'
import { EventsView } from './views/events-view.js'
import { NowView } from './views/now-view.js'
import { RepositoriesView } from './views/repositories-view.js'
import { ServicesView } from './views/services-view.js'
import { SignIn } from './views/sign-in.js'

/** Loaded when it is asked for: its drawing library is larger than the rest of the page. */
const GraphView = lazy(async () => ({ default: (await import('./views/graph-view.js')).GraphView }))

/** Loaded when they are asked for too: the first look is at what is risky. */
const WaitingView = lazy(async () => ({ default: (await import('./views/waiting-view.js')).WaitingView }))
const IncidentsView = lazy(async () => ({ default: (await import('./views/incidents-view.js')).IncidentsView }))
const EpicsView = lazy(async () => ({ default: (await import('./views/epics-view.js')).EpicsView }))
const LearnedView = lazy(async () => ({ default: (await import('./views/learned-view.js')).LearnedView }))
const GuardsView = lazy(async () => ({ default: (await import('./views/guards-view.js')).GuardsView }))
const AgentsView = lazy(async () => ({ default: (await import('./views/agents-view.js')).AgentsView }))
const QuestionDrawer = lazy(async () => ({ default: (await import('./drawers/question-drawer.js')).QuestionDrawer }))
const EvaluationDrawer = lazy(async () => ({
  default: (await import('./drawers/evaluation-drawer.js')).EvaluationDrawer,
}))
const RuleDrawer = lazy(async () => ({ default: (await import('./drawers/rule-drawer.js')).RuleDrawer }))

const VIEW = {
  now: NowView,
  waiting: WaitingView,
  incidents: IncidentsView,
  epics: EpicsView,
  events: EventsView,
  graph: GraphView,
  learned: LearnedView,
  guards: GuardsView,
  agents: AgentsView,
  repositories: RepositoriesView,
  services: ServicesView,
}

/** The page: sign in first, then the view that the address names, and what is open over it. */
export const App = () => {
  const token = useStore(session)
  return token === undefined ? <SignIn /> : <Page key={token} />
}

const Page = () => {
  const { t } = useWords()
  const { view, change, event, approval, rule, judged } = useAddress()
  useEffect(() => {
    startLive()
    return stopLive
  }, [])
  useEffect(() => {
    document.title = view === 'now' ? 'Heimgewebe' : `${t(`nav.${view}`)} · Heimgewebe`
  }, [view, t])
  const View = VIEW[view]
  return (
    <>
      <a className="skip" href="#main">
        {t('nav.skip')}
      </a>
      <Header />
      <main id="main" tabIndex={-1} className={`view view-${view}`}>
        <Suspense fallback={<p className="soft pad">{t('loading')}</p>}>
          <View />
        </Suspense>
      </main>
      <Suspense>
        {rule !== undefined && <RuleDrawer key={rule} path={rule} />}
        {approval !== undefined && <QuestionDrawer key={approval} id={approval} />}
        {judged !== undefined && <EvaluationDrawer key={judged} repository={judged} />}
      </Suspense>
      {change !== undefined && <ChangeDrawer key={change} subject={change} />}
      {event !== undefined && <EventDrawer key={event} id={event} />}
    </>
  )
}
