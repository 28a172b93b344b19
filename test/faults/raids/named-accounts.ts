import { headOf, statusOf } from '../raw/http.js';
import { many } from '../raw/line.js';
import { type MoveReport, type Prey, type Raid, tally, unlawful } from './raid.js';

/** The number ids of the accounts that the harness makes for this. */
export const FIRST_NUMBER_ID = 500_000;

/** A webhook body of about so many bytes that names accounts one after the other, over and over. */
const naming = (accounts: number, bytes: number): Buffer => {
  const change = (index: number): string =>
    `{"field":"messages","value":{"metadata":{"phone_number_id":"${FIRST_NUMBER_ID + (index % accounts)}"},"statuses":[]}}`;
  const count = Math.max(1, Math.floor(bytes / change(0).length));
  const changes = Array.from({ length: count }, (_, index) => change(index)).join(',');
  return Buffer.from(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[${changes}]}]}`);
};

/** Bodies that nobody has signed, a few at once. */
export const unsigned = async (
  { restUrl }: Prey,
  accounts: number,
  bytes: number,
  count: number,
): Promise<MoveReport> => {
  const body = naming(accounts, bytes);
  const head = headOf('POST', '/webhooks/whatsapp', {
    'Content-Type': 'application/json',
    'X-Hub-Signature-256': `sha256=${'0'.repeat(64)}`,
    'Content-Length': String(body.length),
  });
  const statuses = (
    await many(4, async () => {
      const found: (number | null)[] = [];
      for (let index = 0; index < count; index += 1) found.push(await statusOf(restUrl, [head, body]));
      return found;
    })
  ).flat();
  // 408: the budget of all strangers together was full.
  return { tried: statuses.length, figures: tally(statuses), faults: unlawful(statuses, [401, 408]), late: [] };
};

export const namedAccounts =
  (accounts: number): Raid =>
  (scale) => {
    const more = scale === 'whole' ? 1 : 0;
    return [
      { name: 'bodies of 4 KB', run: (prey) => unsigned(prey, accounts, 4_000, 1 + 19 * more) },
      { name: 'bodies of 60 KB', run: (prey) => unsigned(prey, accounts, 60_000, 1 + 9 * more) },
      { name: 'bodies of 3 MB', run: (prey) => unsigned(prey, accounts, 3_000_000, 1 + 4 * more) },
    ];
  };
