import type { Span, Tracer } from '@opentelemetry/api';

import { newTraceparent, readTraceparent, traceparentOf } from './traceparent.js';

/** Ends a request's span with the outcome's code; `traceparent` is what calls and events of this request carry on. */
export type RequestSpan = ((code: string) => void) & { readonly traceparent: string };

/** Spans of requests, or at least one id for each. */
export interface Tracing {
  /** A RequestObserver: a span for a request, child of the given trace context, or the first of a new trace. */
  startRequestSpan(subject: string, traceparent: string | undefined): RequestSpan;
  /** Sends what is left and stops. */
  stop(): Promise<void>;
}

/** Who traces, and where to. */
export interface TracingSettings {
  readonly service: string;
  /** OTLP over HTTP: a collector's address, `/v1/traces` is added when it has no path. Nothing is sent when absent. */
  readonly otlpUrl?: string;
}

/** The code with which a message server reports success. */
const OK = 'OK';
/** Codes that are the system's fault; a refusal is an answer, not an error of the trace. */
const FAULTS = new Set(['INTERNAL', 'SERVICE_UNAVAILABLE', 'DEADLINE_EXCEEDED', 'TRANSACTION_CONFLICT', 'OVERLOADED']);
const EXPORT_WITHIN_MS = 2_000;

/**
 * Starts tracing. Nothing is registered globally, so that services can share a process in tests. Without an address the
 * SDK is not even loaded, and a request costs one small function.
 */
export async function startTracing({ service, otlpUrl }: TracingSettings): Promise<Tracing> {
  if (otlpUrl === undefined) return { startRequestSpan: (_subject, traceparent) => carried(traceparent), stop: async () => undefined };
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const exporter = new OTLPTraceExporter({ url: tracesUrl(otlpUrl), timeoutMillis: EXPORT_WITHIN_MS });
  const provider = new sdk.NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': `jiqun-${service}` }),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter, { exportTimeoutMillis: EXPORT_WITHIN_MS })],
  });
  const tracer = provider.getTracer('jiqun');
  return {
    startRequestSpan: (subject, traceparent) => spanFor(api, tracer, subject, traceparent),
    stop: async () => await provider.shutdown(),
  };
}

function carried(traceparent: string | undefined): RequestSpan {
  const end = (): void => undefined;
  return Object.assign(end, { traceparent: traceparent ?? newTraceparent() });
}

function spanFor(api: typeof import('@opentelemetry/api'), tracer: Tracer, subject: string, traceparent: string | undefined): RequestSpan {
  const parent = readTraceparent(traceparent);
  const context =
    parent === undefined
      ? api.ROOT_CONTEXT
      : api.trace.setSpanContext(api.ROOT_CONTEXT, {
          traceId: parent.traceId,
          spanId: parent.spanId,
          traceFlags: parent.sampled ? api.TraceFlags.SAMPLED : api.TraceFlags.NONE,
          isRemote: true,
        });
  const attributes = { 'messaging.system': 'nats', 'messaging.destination.name': subject };
  const span = tracer.startSpan(subject, { kind: api.SpanKind.SERVER, attributes }, context);
  const end = (code: string): void => {
    span.setAttribute('jiqun.code', code);
    if (code !== OK && FAULTS.has(code)) span.setStatus({ code: api.SpanStatusCode.ERROR, message: code });
    span.end();
  };
  return Object.assign(end, { traceparent: contextOf(span) });
}

function contextOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return traceparentOf({ traceId, spanId, sampled: (traceFlags & 1) !== 0 });
}

function tracesUrl(otlpUrl: string): string {
  const url = new URL(otlpUrl);
  if (url.pathname === '/') url.pathname = '/v1/traces';
  return url.href;
}
