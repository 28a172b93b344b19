import { type Server, type ServiceDefinition, status, type UntypedServiceImplementation } from '@grpc/grpc-js';

/** A call that streams answers, and therefore may never end. */
interface LastingCall extends NodeJS.EventEmitter {
  readonly write: (message: unknown) => boolean;
  readonly destroy: (error: Error) => void;
  readonly pause?: () => void;
  readonly resume?: () => void;
}

/** The services of a server, and their calls that never end by themselves. */
export interface CallRegistry {
  /** Adds a service like the server's own `addService`. */
  readonly addService: Server['addService'];
  readonly isMethod: (path: string) => boolean;
  /** Ends the open lasting calls. Their callers may connect elsewhere. */
  readonly endLasting: () => void;
}

export const makeCallRegistry = (server: Server): CallRegistry => {
  const paths = new Set<string>();
  const lasting = new Set<LastingCall>();

  const keepTrack =
    (handler: (call: LastingCall) => void) =>
    (call: LastingCall): void => {
      lasting.add(call);
      call.once('close', () => lasting.delete(call)).once('cancelled', () => lasting.delete(call));
      waitForReader(call);
      handler(call);
    };

  const tracked = (service: ServiceDefinition, implementation: UntypedServiceImplementation) =>
    Object.fromEntries(
      Object.entries(implementation).map(([name, handler]) => [
        name,
        isLasting(service, name) ? keepTrack(handler as (call: unknown) => void) : handler,
      ]),
    );

  return {
    addService: (service, implementation) => {
      for (const { path } of Object.values(service)) paths.add(path);
      server.addService(service, tracked(service, implementation));
    },
    isMethod: (path) => paths.has(path),
    endLasting: () => {
      for (const call of lasting) call.emit('error', STOPPING);
    },
  };
};

const STOPPING = Object.assign(new Error('The service is stopping; connect again.'), {
  code: status.UNAVAILABLE,
  details: 'The service is stopping; connect again.',
});

const isLasting = (service: ServiceDefinition, name: string): boolean =>
  Object.values(service).some(
    ({ originalName, path, responseStream }) => responseStream && (originalName === name || path.endsWith(`/${name}`)),
  );

/** Reads no more requests from a caller that does not read its answers. */
const waitForReader = (call: LastingCall): void => {
  const write = call.write.bind(call);
  Object.assign(call, {
    write: (message: unknown): boolean => {
      const hasRoom = write(message);
      if (!hasRoom && call.pause !== undefined) {
        call.pause();
        call.once('drain', () => call.resume?.());
      }
      return hasRoom;
    },
  });
};
