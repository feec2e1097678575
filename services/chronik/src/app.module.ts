import { type DynamicModule, Module } from '@nestjs/common'
import { MeshModule } from '@heimgewebe/mesh'
import { CONFIG, readConfig } from './config.js'
import { describeCode } from './decisions/describe-code.js'
import { importRules } from './decisions/import-rules.js'
import { isOwnCode } from './decisions/is-own-code.js'
import { pollRules } from './decisions/poll-rules.js'
import { OnEventDiscarded } from './handlers/on-event-discarded.js'
import { OnEventParked } from './handlers/on-event-parked.js'
import { OnEventReleased } from './handlers/on-event-released.js'
import { OnPrClosed } from './handlers/on-pr-closed.js'
import { OnPrMerged } from './handlers/on-pr-merged.js'
import { OnPrOpened } from './handlers/on-pr-opened.js'
import { OnPrUpdated } from './handlers/on-pr-updated.js'
import { OnWatchRequested } from './handlers/on-watch-requested.js'
import { ArchiveController } from './http/archive.controller.js'
import { EventsController } from './http/events.controller.js'
import { FollowController } from './http/follow.controller.js'
import { CdeventsController } from './http/cdevents.controller.js'
import { HostsController } from './http/hosts.controller.js'
import { Intake } from './http/intake.js'
import { readLetter } from './http/read-letter.js'
import { ReportIntake } from './http/report-intake.js'
import { WebhookIntake } from './http/webhook-intake.js'
import { OpenApiController } from './http/openapi.controller.js'
import { RepositoryController } from './http/repository.controller.js'
import { PortableLogController } from './http/portable-log.controller.js'
import { ParkedController } from './http/parked.controller.js'
import { AppendOnce } from './io/append/append-once.js'
import { archiveMigrations } from './io/archive/archive-migrations.js'
import { CODE_RULES, CodeIndex, type CodeRules } from './io/imports/code-index.js'
import { codeMigrations, CodeStore } from './io/imports/code-store.js'
import { EventLog } from './io/append/event-log.js'
import { HostPoller } from './io/polls/host-poller.js'
import { EventAppender } from './io/imports/import-appender.js'
import { ImportLoop } from './io/imports/import-loop.js'
import { ImportProgress } from './io/imports/import-progress.js'
import { IMPORT_RULES } from './io/imports/import-rules.js'
import { LetterBox, READ_LETTER } from './io/spool/letter-box.js'
import { migrations } from './io/migrations.js'
import { ParkedStore } from './io/reads/parked-store.js'
import { pollMigrations } from './io/polls/poll-migrations.js'
import { POLL_RULES } from './io/polls/poll-rules.js'
import { PollStore } from './io/polls/poll-store.js'
import { repositoryMigrations } from './io/imports/repository-migrations.js'
import { ProposalStore } from './io/imports/proposal-store.js'
import { RepositoryStore } from './io/imports/repository-store.js'
import { writeOnceMigrations } from './io/append/write-once.js'

const codeRules: CodeRules = { isOwnCode, describe: describeCode }

/** chronik: the log, its intake and its distribution. */
@Module({})
export class AppModule {
  /** The service as its settings say. */
  static fromEnvironment(source: NodeJS.ProcessEnv = process.env): DynamicModule {
    const config = readConfig(source)
    return {
      module: AppModule,
      imports: [
        MeshModule.forService({
          config: config.mesh,
          migrations: {
            ...migrations,
            ...repositoryMigrations,
            ...codeMigrations,
            ...writeOnceMigrations,
            ...pollMigrations,
            ...archiveMigrations,
          },
          readModel: ['parked_event', 'wanted_proposal'],
        }),
      ],
      controllers: [
        OnEventParked,
        OnEventReleased,
        OnEventDiscarded,
        FollowController,
        EventsController,
        CdeventsController,
        ParkedController,
        PortableLogController,
        ArchiveController,
        OnWatchRequested,
        OnPrOpened,
        OnPrUpdated,
        OnPrMerged,
        OnPrClosed,
        RepositoryController,
        HostsController,
        OpenApiController,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        EventLog,
        ParkedStore,
        WebhookIntake,
        ReportIntake,
        { provide: POLL_RULES, useValue: pollRules },
        AppendOnce,
        PollStore,
        HostPoller,
        LetterBox,
        { provide: READ_LETTER, useValue: readLetter },
        Intake,
        { provide: EventAppender, useExisting: EventLog },
        { provide: IMPORT_RULES, useValue: importRules },
        RepositoryStore,
        ProposalStore,
        ImportProgress,
        ImportLoop,
        CodeStore,
        CodeIndex,
        { provide: CODE_RULES, useValue: codeRules },
      ],
    }
  }
}
