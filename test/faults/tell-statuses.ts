import { type AcceptedSend } from './fake-graph.js';
import { notify, statusOf } from './notify.js';
import { type ServerProcess } from './server-process.js';
import { type Stand } from './stand.js';

const BATCH = 500;

/** WhatsApp tells a server by its webhook of all that it has accepted. Answers what went wrong. */
export const tellStatuses = async ({ graph }: Stand, { restUrl }: ServerProcess): Promise<readonly string[]> => {
  const faults: string[] = [];
  const accepted = graph.accepted();
  for (let first = 0; first < accepted.length; first += BATCH) {
    const status = await notify(restUrl, { statuses: accepted.slice(first, first + BATCH).map(sent) });
    if (status !== 200) faults.push(`a status webhook got ${status}`);
  }
  return faults;
};

const sent = ({ wamid, callbackData, to }: AcceptedSend): object => statusOf(wamid, callbackData, to, 'sent');
