import { type DynamicModule, Module } from '@nestjs/common'
import { MeshModule } from '@heimgewebe/mesh'
import { readConfig } from './config.js'
import { OnAgentReported } from './handlers/on-agent-reported.js'
import { OnChangeRecorded } from './handlers/on-change-recorded.js'
import { OnCiResult } from './handlers/on-ci-result.js'
import { OnCodeIndexed } from './handlers/on-code-indexed.js'
import { OnCommentCreated } from './handlers/on-comment-created.js'
import { OnConfigurationRecorded } from './handlers/on-configuration-recorded.js'
import { OnDecisionMade } from './handlers/on-decision-made.js'
import { OnEpicAttached } from './handlers/on-epic-attached.js'
import { OnEpicClosed } from './handlers/on-epic-closed.js'
import { OnEpicLinked } from './handlers/on-epic-linked.js'
import { OnEpicOpened } from './handlers/on-epic-opened.js'
import { OnEpicUnlinked } from './handlers/on-epic-unlinked.js'
import { OnGuardFinished } from './handlers/on-guard-finished.js'
import { OnGuardStarted } from './handlers/on-guard-started.js'
import { OnIncidentDetected } from './handlers/on-incident-detected.js'
import { OnIncidentResolved } from './handlers/on-incident-resolved.js'
import { OnIssueClosed } from './handlers/on-issue-closed.js'
import { OnIssueOpened } from './handlers/on-issue-opened.js'
import { OnMessageSummarised } from './handlers/on-message-summarised.js'
import { OnNoteWritten } from './handlers/on-note-written.js'
import { OnOutcomeRecorded } from './handlers/on-outcome-recorded.js'
import { OnPatternLearned } from './handlers/on-pattern-learned.js'
import { OnPrClosed } from './handlers/on-pr-closed.js'
import { OnPrMerged } from './handlers/on-pr-merged.js'
import { OnPrOpened } from './handlers/on-pr-opened.js'
import { OnPrReviewed } from './handlers/on-pr-reviewed.js'
import { OnPrUpdated } from './handlers/on-pr-updated.js'
import { OnReleasePublished } from './handlers/on-release-published.js'
import { OnRepositoryRegistered } from './handlers/on-repository-registered.js'
import { OnRuleEnacted } from './handlers/on-rule-enacted.js'
import { OnRuleProposed } from './handlers/on-rule-proposed.js'
import { OnRuleRetired } from './handlers/on-rule-retired.js'
import { PerformNotesArchived } from './handlers/perform-notes-archived.js'
import { CopyController } from './http/copy.controller.js'
import { GraphController } from './http/graph.controller.js'
import { MemoryController } from './http/memory.controller.js'
import { OpenApiController } from './http/openapi.controller.js'
import { QuestionController } from './http/question.controller.js'
import { SearchController } from './http/search.controller.js'
import { AreaStore } from './io/area-store.js'
import { ClusterStore } from './io/cluster-store.js'
import { Copies } from './io/copies/copies.js'
import { ContextEngine } from './io/context/context-engine.js'
import { RepositoryMirror } from './io/context/repository-mirror.js'
import { RepositorySource } from './io/context/repository-source.js'
import { StoredSources } from './io/context/stored-sources.js'
import { GraphBatch } from './io/graph-batch.js'
import { GraphKeeper } from './io/graph-keeper.js'
import { Graph } from './io/graph.js'
import { NoteStore } from './io/memory/note-store.js'
import { RecallNotes } from './io/memory/recall-notes.js'
import { LostStores } from './io/lost-stores.js'
import { migrations } from './io/migrations.js'
import { openGraph } from './io/open-graph.js'
import { RootCommits } from './io/root-commits.js'
import { SETTINGS } from './io/settings.js'
import { SymbolStore } from './io/symbol-store.js'
import { openSearch } from './io/search/open-search.js'
import { SearchBatch } from './io/search/search-batch.js'
import { SearchIndex } from './io/search/search-index.js'
import { SearchKeeper } from './io/search/search-keeper.js'

const HANDLERS = [
  OnAgentReported,
  OnChangeRecorded,
  OnCiResult,
  OnCodeIndexed,
  OnCommentCreated,
  OnConfigurationRecorded,
  OnDecisionMade,
  OnEpicAttached,
  OnEpicClosed,
  OnEpicLinked,
  OnEpicOpened,
  OnEpicUnlinked,
  OnGuardFinished,
  OnGuardStarted,
  OnIncidentDetected,
  OnIncidentResolved,
  OnIssueClosed,
  OnIssueOpened,
  OnMessageSummarised,
  OnNoteWritten,
  OnOutcomeRecorded,
  OnPatternLearned,
  OnPrClosed,
  OnPrMerged,
  OnPrOpened,
  OnPrReviewed,
  OnPrUpdated,
  OnReleasePublished,
  OnRepositoryRegistered,
  OnRuleEnacted,
  OnRuleProposed,
  OnRuleRetired,
  PerformNotesArchived,
]

/** semantah: what is linked to what, since when, on which evidence. */
@Module({})
export class AppModule {
  static fromEnvironment(source: NodeJS.ProcessEnv = process.env): DynamicModule {
    const config = readConfig(source)
    const mesh = { ...config.mesh }
    const lost = new LostStores(mesh.rebuild)
    // An empty store, be it new, lost or set aside as broken, must hear the log from its beginning. The mesh looks at the
    // setting after the stores are open.
    const fill = (store: 'graph' | 'search'): void => {
      lost.note(store)
      mesh.rebuild = true
    }
    const graph = async (): Promise<Graph> => {
      const opened = await openGraph(config)
      // Copies of another stack are not lost with the log's own: only what holds nothing at all is filled.
      if (opened.isEmpty()) fill('graph')
      return opened
    }
    const search = async (): Promise<SearchIndex> => {
      const opened = await openSearch(config.search)
      if (opened.text.generation() === 0) fill('search')
      return opened
    }
    return {
      module: AppModule,
      imports: [MeshModule.forService({ config: mesh, migrations })],
      controllers: [
        ...HANDLERS,
        CopyController,
        GraphController,
        MemoryController,
        OpenApiController,
        QuestionController,
        SearchController,
      ],
      providers: [
        { provide: Graph, useFactory: graph },
        { provide: SearchIndex, useFactory: search },
        { provide: LostStores, useValue: lost },
        AreaStore,
        ClusterStore,
        Copies,
        GraphBatch,
        GraphKeeper,
        RootCommits,
        SearchBatch,
        SearchKeeper,
        SymbolStore,
        { provide: SETTINGS, useValue: config },
        ContextEngine,
        NoteStore,
        RecallNotes,
        RepositoryMirror,
        RepositorySource,
        StoredSources,
      ],
    }
  }
}
