import { type ServerWritableStream, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { type CallRegistry } from './call-registry.js';

/** grpc.health.v1: of the server as a whole, and of each of its services. */
export interface Health {
  /** Sets everything to NOT_SERVING, and reports that to the watchers. */
  readonly stop: () => void;
}

export const addHealth = (calls: CallRegistry, services: readonly string[]): Health => {
  const names = ['', ...services];
  const health = new HealthImplementation(Object.fromEntries(names.map((name) => [name, 'SERVING'])));
  health.addToServer({
    addService: (service, implementation) => calls.addService(service, knownNamesOnly(names, implementation)),
  });
  return { stop: () => names.forEach((name) => health.setStatus(name, 'NOT_SERVING')) };
};

/** Keeps unknown names from the library, which never forgets a name that was watched. */
const knownNamesOnly = (
  names: readonly string[],
  implementation: UntypedServiceImplementation,
): UntypedServiceImplementation => ({
  ...implementation,
  watch: (call: ServerWritableStream<{ readonly service?: string }, { readonly status: string }>) => {
    const watch = implementation['watch'] as (known: typeof call) => void;
    if (names.includes(call.request.service ?? '')) watch(call);
    else call.write({ status: 'SERVICE_UNKNOWN' });
  },
});
