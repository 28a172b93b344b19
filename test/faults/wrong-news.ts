import * as O from 'fp-ts/lib/Option.js';
import { type ChatMessageId } from '../../src/domain/model/message/opened-message.js';
import { optedOutSinceBy } from '../support/consent.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { newPicture } from './calls.js';
import { type Answer, type Call } from './journal.js';
import { notify, statusOf, textFrom } from './notify.js';
import { type GraphAnswer, type GraphCall, startScriptedGraph, type ScriptedGraph } from './scripted-graph.js';
import { type ServerProcess } from './server-process.js';
import { makeStand, type Stand, type Trial, withStores } from './stand.js';
import { ACCOUNT } from './stores.js';

/** A server whose WhatsApp goes by a script, and what it is asked. */
export interface NewsStage {
  readonly stand: Stand;
  readonly server: ServerProcess;
  readonly graph: ScriptedGraph;
  /** Makes a call; a second one with the same call is the same request under the same key. */
  readonly send: (call: Call) => Promise<Answer>;
}

type Script = (call: GraphCall, restUrl: () => string) => GraphAnswer | Promise<GraphAnswer>;

/** Runs one trial on a server of its own. Returns what went wrong. */
export const withNews = async (
  trial: Trial,
  script: Script,
  test: (stage: NewsStage) => Promise<readonly string[]>,
): Promise<readonly string[]> => {
  const stand = await makeStand(trial);
  let server: ServerProcess | null = null;
  const graph = await startScriptedGraph((call) => script(call, () => server?.restUrl ?? ''));
  try {
    server = await stand.start({ WHATSAPP_API_URL: graph.url });
    const send = (call: Call) => trial.door.send(stand.targetOf(server as ServerProcess), call);
    const faults = await test({ stand, server, graph, send });
    await server.terminate();
    return faults;
  } finally {
    await server?.kill();
    await graph.close();
    await stand.close();
  }
};

/** A call to a phone of its own. */
export const callTo = (phone: string): Call => ({ ...newPicture(20_000), phone, userId: null });

const [SENT, LOST, PAUSED, STOPPED, EARLY] = [1, 2, 3, 4, 5].map((digit) => `1415555000${digit}`) as [
  string,
  string,
  string,
  string,
  string,
];

const stateOf = async ({ stand }: NewsStage, id: number): Promise<string> =>
  withStores(stand.store.settings, async ({ messages }) => {
    const found = await orThrow(messages.byId(ACCOUNT, id as ChatMessageId));
    return O.isSome(found) ? found.value.state : 'gone';
  });

/** Statuses of another installation on the same number, which counts its messages as this one does. */
export const foreignMarks = (trial: Trial): Promise<readonly string[]> => {
  const marks = new Map<string, string>();
  const script: Script = ({ to, mark }) => {
    marks.set(to, mark);
    return to === LOST ? 'cut' : 'accepted';
  };
  return withNews(trial, script, async (stage) => {
    const { server, graph, send } = stage;
    const faults: string[] = [];
    const first = await send(callTo(SENT));
    if (first._tag !== 'Acknowledged') return [`the first send got ${JSON.stringify(first)}`];
    const lost = callTo(LOST);
    await send(lost);
    const foreign = (to: string) => {
      const [, account, id] = (marks.get(to) ?? '').split(':');
      return [`postcard:${account}:${id}`, `postcard:${account}:${id}:AAAAAAAA`];
    };
    for (const [index, mark] of [...foreign(SENT), ...foreign(LOST)].entries())
      for (const status of ['failed', 'read'])
        await notify(server.restUrl, {
          statuses: [
            statusOf(`wamid.theirs.${index}`, mark, '14155559999', status, status === 'failed' ? 131000 : undefined),
          ],
        });
    // Our own mark, and a recipient who is not its contact.
    await notify(server.restUrl, {
      statuses: [statusOf('wamid.theirs', marks.get(LOST) ?? '', '14155559999', 'failed', 131000)],
    });
    if ((await stateOf(stage, first.chatMessageId)) !== 'sent') faults.push('a message of ours was settled by theirs');
    await send(lost);
    if (graph.callsFor(LOST) !== 1) faults.push(`a message of unknown outcome was sent ${graph.callsFor(LOST)} times`);
    return faults;
  });
};

/** What is reported during the pause between two tries. */
export const newsInThePause = (trial: Trial): Promise<readonly string[]> => {
  const script: Script = async ({ to, mark, wamid, number }, restUrl) => {
    if (number === 1)
      await notify(
        restUrl(),
        to === PAUSED ? { statuses: [statusOf(wamid, mark, to, 'delivered')] } : { messages: [textFrom(to, 'STOP')] },
      );
    return number < 3 ? 'for now' : 'accepted';
  };
  return withNews(trial, script, async ({ graph, send }) => {
    const faults: string[] = [];
    const delivered = await send(callTo(PAUSED));
    if (delivered._tag !== 'Acknowledged') faults.push(`a delivered message got ${JSON.stringify(delivered)}`);
    const stopped = await send(callTo(STOPPED));
    if (stopped._tag !== 'Refused' || stopped.outcome !== 'not_sent')
      faults.push(`a send whose contact opted out got ${JSON.stringify(stopped)}`);
    for (const [what, phone] of [
      ['a delivered message', PAUSED],
      ['a message to a contact that opted out', STOPPED],
    ] as const)
      if (graph.callsFor(phone) !== 1) faults.push(`${what} was sent ${graph.callsFor(phone)} times`);
    return faults;
  });
};

/** A failure for now that is reported before our own unknown outcome. */
export const failureBeforeOutcome = (trial: Trial): Promise<readonly string[]> => {
  const script: Script = async ({ to, mark, wamid, number }, restUrl) => {
    if (number > 1) return 'accepted';
    await notify(restUrl(), { statuses: [statusOf(wamid, mark, to, 'failed', 131000)] });
    return 'cut';
  };
  return withNews(trial, script, async ({ send, graph }) => {
    const call = callTo(EARLY);
    const first = await send(call);
    const again = await send(call);
    const faults: string[] = [];
    if (first._tag !== 'Refused' || first.outcome !== 'not_sent') faults.push(`it got ${JSON.stringify(first)}`);
    if (again._tag !== 'Acknowledged') faults.push(`the same request again got ${JSON.stringify(again)}`);
    if (graph.callsFor(EARLY) !== 2) faults.push(`WhatsApp was called ${graph.callsFor(EARLY)} times`);
    return faults;
  });
};

/** Statuses without a mark, and an opt-out, for the number that an account had before. */
export const formerNumber = (trial: Trial): Promise<readonly string[]> => {
  const wamids = new Map<string, string>();
  const script: Script = ({ to, wamid }) => {
    wamids.set(to, wamid);
    return 'accepted';
  };
  return withNews(trial, script, async (stage) => {
    const { stand, server, send } = stage;
    const sent = await send(callTo(SENT));
    if (sent._tag !== 'Acknowledged') return [`the send got ${JSON.stringify(sent)}`];
    await withStores(stand.store.settings, async ({ accounts }) => {
      await orThrow(accounts.change(ACCOUNT, { whatsapp: { phoneNumberId: '1009' } }, Date.now()));
    });
    const { biz_opaque_callback_data: _mark, ...status } = statusOf(wamids.get(SENT) ?? '', '', SENT, 'delivered') as {
      readonly biz_opaque_callback_data: string;
    };
    await notify(server.restUrl, { statuses: [status], messages: [textFrom(SENT, 'STOP')] });
    const faults: string[] = [];
    if ((await stateOf(stage, sent.chatMessageId)) !== 'delivered')
      faults.push('a status for the former number was dropped');
    await withStores(stand.store.settings, async (stores) => {
      const account = await orThrow(stores.accounts.byId(ACCOUNT));
      if (O.isNone(account) || (await optedOutSinceBy(stores, account.value, SENT)) === null)
        faults.push('a STOP to the former number was dropped');
    });
    return faults;
  });
};
