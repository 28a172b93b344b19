import { Gauge, Histogram, type Registry } from 'prom-client';

/** Metrics of calls. Labels are our own names, never a caller's text. */
export interface CallMetrics {
  readonly began: () => void;
  /** `code` is null for a call that was cut off without a status; its label is then empty. */
  readonly ended: (method: string, code: string | null, seconds: number) => void;
}

export const makeCallMetrics = (registry: Registry): CallMetrics => {
  const inFlight = new Gauge({
    name: 'postcard_grpc_calls_in_flight',
    help: 'gRPC calls that are being answered.',
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'postcard_grpc_call_duration_seconds',
    help: 'From the head of a gRPC call to its status.',
    labelNames: ['method', 'code'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers: [registry],
  });
  return {
    began: () => inFlight.inc(),
    ended: (method, code, seconds) => {
      inFlight.dec();
      duration.labels(method, code ?? '').observe(seconds);
    },
  };
};
