import { type Command } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { placeOfEventId } from '../../domain/model/event/event-id.js';
import { type Rule } from '../../domain/model/field-rules.js';
import { webhookSecret } from '../../domain/model/webhook/webhook-secret.js';
import { randomKey } from '../../kit/crypto/random-key.js';
import { parseUrl } from '../../kit/parse-url.js';
import { watchSignals } from '../../kit/process/signals.js';
import { realTime } from '../../kit/time/timer.js';
import { misuse } from '../failures/failure.js';
import { followEvents } from '../listen/follow-events.js';
import { type Destination, forward } from '../listen/forward.js';
import { eventLine, eventOf } from '../listen/shown-event.js';
import { parseEventType } from '../options/event-type.js';
import { byRule, collect } from '../options/options.js';
import { SecretOption } from '../options/secret-options.js';
import { printLine, say } from '../output.js';
import { targetOf, type TargetOptions, tokenOption, TO_URL } from '../over-rest/target.js';

interface ListenOptions extends TargetOptions {
  readonly forwardTo?: string;
  readonly event?: readonly string[];
  readonly lastEventId?: string;
  readonly secret?: string;
}

export const addListenCommand = (program: Command): void => {
  program
    .command('listen')
    .description('print events as they happen, and send them on to a URL; runs until it is interrupted')
    .option('--forward-to <url>', 'post each event there, signed, as its webhook would be', byRule(parseDestination))
    .option('--event <type>', 'only events of this type; may be repeated', collect(parseEventType))
    .option('--last-event-id <id>', 'begin behind this event; default: with what happens now', byRule(parseEventId))
    .addOption(
      new SecretOption('--secret <secret>', 'the secret that signs what is sent on; default: a new one', parseSecret),
    )
    .option(...TO_URL)
    .addOption(tokenOption())
    .action(async (options: ListenOptions, command: Command) => {
      if (options.secret !== undefined && options.forwardTo === undefined)
        misuse('--secret signs what is sent on; give --forward-to too.');
      await listen(options, command.optsWithGlobals<{ json?: boolean }>().json === true);
    });
};

const listen = async (options: ListenOptions, asJson: boolean): Promise<void> => {
  const target = await targetOf(options);
  const destination = destinationOf(options);
  const stop = new AbortController();
  const signals = watchSignals();
  void signals.asked.then(() => stop.abort());
  // Nobody reads any more, as behind `| head`.
  process.stdout.once('error', () => stop.abort());
  if (destination !== null) printDestination(destination, asJson);
  try {
    await followEvents(
      {
        target,
        types: options.event ?? [],
        lastEventId: options.lastEventId ?? null,
        signal: stop.signal,
        time: realTime,
        say,
      },
      async (told) => {
        const event = eventOf(told);
        if (event === null) return;
        const forwarded = destination === null ? null : await forward(destination, told, stop.signal);
        printLine(asJson ? JSON.stringify({ ...event, forwarded }) : eventLine(event, forwarded));
      },
    );
  } finally {
    signals.end();
  }
};

const destinationOf = ({ forwardTo, secret }: ListenOptions): Destination | null =>
  forwardTo === undefined ? null : { url: forwardTo, secret: secret ?? webhookSecret(randomKey()) };

const printDestination = ({ url, secret }: Destination, asJson: boolean): void =>
  printLine(
    asJson ? JSON.stringify({ secret, forward_to: url }) : `Sending on to ${url}, signed with the secret ${secret}`,
  );

const parseDestination: Rule<string> = (text) => {
  const url = parseUrl(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
    ? E.right(text)
    : E.left('must be an http or https URL without user name and password');
};

const parseEventId: Rule<string> = (text) =>
  O.isSome(placeOfEventId(text)) ? E.right(text) : E.left('must be the id of an event, like evt_0000000000016k3vQx0aZ');

/** 24 to 64 bytes, as Standard Webhooks asks for. */
const parseSecret: Rule<string> = (text) => {
  const bytes = /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text)
    ? Buffer.from(text.slice('whsec_'.length), 'base64').length
    : 0;
  return bytes >= 24 && bytes <= 64
    ? E.right(text)
    : E.left('must be whsec_ and 24 to 64 bytes in base64, as a webhook endpoint shows it');
};
