import { call } from '../../support/http-client.js';
import { type Provocation } from './provocation.js';

const on = (path: string, status: number, example: string, provoke: Provocation['provoke']): Provocation => ({
  method: 'GET',
  path,
  status,
  example,
  provoke,
});

export const operationsProvocations: readonly Provocation[] = [
  on('/healthz', 200, 'alive', ({ world }) => call(world.url, { method: 'GET', path: '/healthz' })),
  on('/healthz', 405, 'VALIDATION_ERROR', ({ world }) => call(world.url, { method: 'PUT', path: '/healthz' })),
  on('/readyz', 200, 'ready', ({ world }) => call(world.url, { method: 'GET', path: '/readyz' })),
  on('/readyz', 405, 'VALIDATION_ERROR', ({ world }) => call(world.url, { method: 'PUT', path: '/readyz' })),
  on('/readyz', 503, 'SERVICE_UNAVAILABLE', ({ down }) => call(down, { method: 'GET', path: '/readyz' })),
  on('/readyz', 500, 'INTERNAL_ERROR', ({ defective }) => call(defective, { method: 'GET', path: '/readyz' })),
  on('/metrics', 200, 'metrics', ({ world }) => call(world.url, { method: 'GET', path: '/metrics' })),
  on('/metrics', 405, 'VALIDATION_ERROR', ({ world }) => call(world.url, { method: 'PUT', path: '/metrics' })),
  on('/metrics', 500, 'INTERNAL_ERROR', ({ defective }) => call(defective, { method: 'GET', path: '/metrics' })),
];
