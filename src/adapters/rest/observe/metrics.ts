import { Gauge, Histogram, type Registry } from 'prom-client';
import { type RestHandler } from '../exchange/context.js';

/** Metrics of requests. Labels are our own templates and numbers, never a caller's text. */
export interface RequestMetrics {
  readonly began: () => void;
  /** `status` is null for a request that was cut before its answer; its label is then empty. */
  readonly ended: (method: string, route: string, status: number | null, seconds: number) => void;
}

export const makeRequestMetrics = (registry: Registry): RequestMetrics => {
  const inFlight = new Gauge({
    name: 'postcard_http_requests_in_flight',
    help: 'HTTP requests that are being answered.',
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'postcard_http_request_duration_seconds',
    help: 'From the headers of an HTTP request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers: [registry],
  });
  return {
    began: () => inFlight.inc(),
    ended: (method, route, status, seconds) => {
      inFlight.dec();
      duration
        .labels(KNOWN_METHODS.has(method) ? method : 'other', route, status === null ? '' : String(status))
        .observe(seconds);
    },
  };
};

const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** `GET /metrics`, in Prometheus' text format. */
export const metricsRoute =
  (registry: Registry): RestHandler =>
  async (ctx) => {
    const text = await registry.metrics();
    ctx.status = 200;
    ctx.set('Content-Type', registry.contentType);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = text;
  };
