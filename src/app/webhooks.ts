import { systemClock } from '../adapters/system/clock.js';
import { makeWebhookSender } from '../adapters/webhooks/webhook-sender.js';
import { type WebhookCall, type WebhookSender } from '../domain/ports/webhook-sender.js';
import { makeOutgoingGuard } from '../kit/outgoing-guard/outgoing-guard.js';
import { ownAddresses } from '../kit/outgoing-guard/own-addresses.js';
import { type Config } from './config.js';

/** Calls webhook endpoints. `close` ends what is under way. */
export type ClosableSender = WebhookSender & { readonly close: () => void };

/** The sender behind the guard that the settings ask for. `onUnreachable` is told why an endpoint was not reached. */
export const makeGuardedSender = (
  { WEBHOOK_ALLOWED_HOSTS }: Pick<Config, 'WEBHOOK_ALLOWED_HOSTS'>,
  isOwnAddress: (address: string, port: number) => boolean,
  onUnreachable: (call: WebhookCall, cause: Error) => void,
): ClosableSender =>
  makeWebhookSender({
    guard: makeOutgoingGuard({ allowedHosts: WEBHOOK_ALLOWED_HOSTS, isOwnAddress, isNeverOwn: true }),
    clock: systemClock,
    onUnreachable,
  });

/** The same for a command: the server's own addresses are those of the settings. */
export const makeCommandSender = (config: Config, onUnreachable: (cause: string) => void): ClosableSender => {
  const { HOST, PORT, GRPC_PORT } = config;
  const isOwnAddress = ownAddresses(() => [PORT, GRPC_PORT].map((port) => ({ address: HOST, port })));
  return makeGuardedSender(config, isOwnAddress, (_call, { message }) => onUnreachable(message));
};
