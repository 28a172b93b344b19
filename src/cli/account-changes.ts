import {
  type Account,
  type AccountChanges,
  type Directory,
  hasEntry,
  type Limits,
} from '../domain/model/account/account.js';
import { fail } from './failures/failure.js';

/** The options of `postcard account set`, each as given. */
export interface SetOptions {
  readonly name?: string;
  readonly phoneNumberId?: string;
  readonly businessAccountId?: string;
  readonly accessToken?: string;
  readonly appSecret?: string;
  readonly verifyToken?: string;
  readonly leadStatus?: number;
  readonly leadSource?: number;
  readonly leadAssignedTo?: number;
  readonly stopWords?: readonly string[];
  readonly startWords?: readonly string[];
  readonly limit?: readonly Partial<Limits>[];
}

/** The changes that the options ask for. */
export const changesOf = (options: SetOptions): AccountChanges => ({
  ...(options.name === undefined ? {} : { name: options.name }),
  whatsapp: given({
    phoneNumberId: orNone(options.phoneNumberId),
    businessAccountId: orNone(options.businessAccountId),
    accessToken: orNone(options.accessToken),
    appSecret: orNone(options.appSecret),
    verifyToken: orNone(options.verifyToken),
  }),
  defaults: given({
    status: options.leadStatus,
    source: options.leadSource,
    assignedTo: options.leadAssignedTo,
  }),
  limits: Object.assign({}, ...(options.limit ?? [])) as Partial<Limits>,
  ...(options.stopWords === undefined ? {} : { stopWords: options.stopWords }),
  ...(options.startWords === undefined ? {} : { startWords: options.startWords }),
});

/** An empty value removes a setting. */
const orNone = (text: string | undefined): string | null | undefined => (text === '' ? null : text);

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Only the options that were given. */
const given = <T extends Record<string, unknown>>(options: T): Given<T> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Given<T>;

/** Fails where the account has no entry that an option names as the default of its list. */
export const checkDefaults = (account: Account, options: SetOptions): void => {
  const check = (directory: Directory, id: number | undefined, kind: string): void => {
    if (id !== undefined && !hasEntry(account, directory, id))
      fail(
        `Account ${account.id} has no ${kind} ${id}; create it first: postcard ${kind} create --account ${account.id}`,
      );
  };
  check('statuses', options.leadStatus, 'status');
  check('sources', options.leadSource, 'source');
  check('staff', options.leadAssignedTo, 'staff');
};
