import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import type { MeshConfig } from '../config/mesh-config.js'

/**
 * Carries trace contexts through the mesh, always; exports spans only where the owner named an endpoint. Returns how to
 * end it.
 */
export const startTracing = async (config: MeshConfig): Promise<() => Promise<void>> => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  if (config.otlpEndpoint === undefined) return () => Promise.resolve()
  // Loaded only here: without an exporter no service pays for it.
  const [{ TracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all(
    [
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ],
  )
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': `heimgewebe-${config.service}`,
      'deployment.environment.name': config.stack,
    }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: new URL('/v1/traces', config.otlpEndpoint).href }),
      }),
    ],
  })
  trace.setGlobalTracerProvider(provider)
  return () => provider.shutdown()
}
