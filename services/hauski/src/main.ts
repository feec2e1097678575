import { runService } from '@heimgewebe/mesh'
import { AppModule } from './app.module.js'

await runService(AppModule.fromEnvironment())
