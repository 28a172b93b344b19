import { cell } from '../output.js';
import { type ToldEvent } from './follow-events.js';
import { type Forwarded } from './forward.js';

/** What an event says, with its id before it: as `GET /events` lists it. Null where it is not JSON. */
export const eventOf = ({ id, data }: ToldEvent): Readonly<Record<string, unknown>> | null => {
  try {
    const said: unknown = JSON.parse(data);
    return typeof said === 'object' && said !== null ? { id, ...said } : null;
  } catch {
    return null;
  }
};

/** Room for the longest name of a type. */
const WIDTH = 19;

/** An event in one line: time, type, ids, state, error code, and what came of forwarding it. */
export const eventLine = (event: Readonly<Record<string, unknown>>, forwarded: Forwarded | null): string => {
  const data = recordIn(event['data']);
  const parts = [
    cell(event['timestamp']),
    cell(event['type']).padEnd(WIDTH),
    ...idsIn(data),
    ...(typeof data['status'] === 'string' ? [cell(data['status'])] : []),
    ...errorIn(data),
    ...problemsIn(data),
    ...(forwarded === null ? [] : [`-> ${outcomeOf(forwarded)} in ${forwarded.ms} ms`]),
  ];
  return parts.join('  ').trimEnd();
};

const recordIn = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const idsIn = (data: Readonly<Record<string, unknown>>): readonly string[] =>
  ['chat_message_id', 'contact_id'].flatMap((name) =>
    data[name] === undefined ? [] : [`${name}=${cell(data[name])}`],
  );

const errorIn = (data: Readonly<Record<string, unknown>>): readonly string[] => {
  const { code } = recordIn(recordIn(data['error'])['whatsapp']);
  return code === undefined ? [] : [`code=${cell(code)}`];
};

const problemsIn = (data: Readonly<Record<string, unknown>>): readonly string[] => {
  const { problems } = recordIn(data['health']);
  if (!Array.isArray(problems)) return [];
  return problems.length === 0 ? ['no problems'] : problems.map((problem) => cell(recordIn(problem)['reason']));
};

const outcomeOf = ({ http_status: status, reason }: Forwarded): string =>
  status === null ? cell(reason) : String(status);
