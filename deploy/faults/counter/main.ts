import { runService } from '@heimgewebe/mesh'
import { counter } from './counter.js'

await runService(counter(process.env))
