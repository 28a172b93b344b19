import { type Command } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import { type EventType, eventTypes } from '../../domain/model/event/event-type.js';
import { type Rule } from '../../domain/model/field-rules.js';
import { errorCode } from '../../sandbox/meta/error-codes.js';
import { misuse } from '../failures/failure.js';
import { eventLine } from '../listen/shown-event.js';
import { parseEventType } from '../options/event-type.js';
import { byRule } from '../options/options.js';
import { type TargetOptions, tokenOption, TO_URL } from '../over-rest/target.js';
import { printAnswer, printLine, say } from '../output.js';
import { eventsFromNow } from '../trigger/await-event.js';
import { sandboxServerOf } from '../trigger/sandbox-server.js';
import { scenarios } from '../trigger/scenarios.js';

interface TriggerOptions extends TargetOptions {
  readonly code?: number;
}

/** Not on WhatsApp. */
const NOT_REACHED = 131026;

export const addTriggerCommand = (program: Command): void => {
  program
    .command('trigger')
    .description('in sandbox mode: really send a message, so that an event comes about, and print the event')
    .argument('<event>', `one of ${eventTypes.join(', ')}`, parseEventType)
    .option('--code <code>', `with message.failed: WhatsApp's error code; default: ${NOT_REACHED}`, byRule(parseCode))
    .option(...TO_URL)
    .addOption(tokenOption())
    .action(async (type: EventType, { code, ...options }: TriggerOptions, command: Command) => {
      if (code !== undefined && type !== 'message.failed') misuse('--code goes with message.failed only.');
      const server = await sandboxServerOf(options);
      const { types, play } = scenarios[type];
      const awaitEvent = await eventsFromNow(server.target, types);
      const event = await play({ server, awaitEvent, code: code ?? NOT_REACHED });
      if (command.optsWithGlobals<{ json?: boolean }>().json === true) printAnswer(command, event);
      else printLine(eventLine(event, null));
      if (type === 'account.attention') say('The next message that the sandbox accepts ends the problem.');
    });
};

const parseCode: Rule<number> = (text) => {
  const code = /^[0-9]{1,6}$/.test(text) ? Number(text) : Number.NaN;
  return errorCode(code) === undefined
    ? E.left("must be an error code of WhatsApp's that the sandbox knows, like 131026, 131047 or 130429")
    : E.right(code);
};
