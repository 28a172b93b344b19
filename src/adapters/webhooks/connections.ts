import { Agent, type AgentOptions } from 'node:http';
import { type Duplex } from 'node:stream';
import { SECOND } from '../../domain/model/time.js';
import { type OutgoingGuard } from '../../kit/outgoing-guard/outgoing-guard.js';

type Protocol = 'http:' | 'https:';

/** The connections to endpoints. Each was opened by the guard; those of one host are used again. */
export interface Connections {
  /** With `fresh` a connection that nothing was sent over yet. */
  readonly agentFor: (url: URL, fresh: boolean) => Agent;
  readonly close: () => void;
}

/** How long a connection is kept for the next try: less than most servers keep theirs. */
const IDLE = 4 * SECOND;

/** How many of them are kept for one host: as many as there are tries at once. */
const MOST_IDLE = 8;

export const makeConnections = (guard: OutgoingGuard): Connections => {
  const kept = { keepAlive: true, timeout: IDLE, maxFreeSockets: MOST_IDLE };
  const agents = {
    kept: { 'http:': guardedAgent(guard, 'http:', kept), 'https:': guardedAgent(guard, 'https:', kept) },
    fresh: { 'http:': guardedAgent(guard, 'http:', {}), 'https:': guardedAgent(guard, 'https:', {}) },
  };
  return {
    agentFor: ({ protocol }, fresh) => agents[fresh ? 'fresh' : 'kept'][protocol === 'https:' ? 'https:' : 'http:'],
    close: () => Object.values(agents).forEach((pair) => Object.values(pair).forEach((agent) => agent.destroy())),
  };
};

/** What an agent is asked to connect to: the options of the request. */
interface Target {
  readonly host?: string;
  readonly port?: string | number;
  readonly signal?: AbortSignal;
}

type Connected = (error: Error | null, socket?: Duplex) => void;

/**
 * An agent of node:http for both protocols, as the guard does TLS. It is not undici, because a stranger's server may close
 * at any byte: see `sendOver`.
 */
const guardedAgent = (guard: OutgoingGuard, protocol: Protocol, options: AgentOptions): Agent =>
  Object.assign(new Agent(options), {
    createConnection: ({ host, port, signal }: Target, connected: Connected): void => {
      guard.connect(new URL(`${protocol}//${host}:${port}`), signal).then(
        (socket) => connected(null, socket),
        (cause: unknown) => connected(cause instanceof Error ? cause : new Error(String(cause))),
      );
    },
  });
