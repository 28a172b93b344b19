/** A cause as the log keeps it: what it is and what it says, without the values it may carry along. */
export interface DescribedCause {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: DescribedCause;
}

const DEEPEST = 5;

/** Describes whatever was thrown or kept as a cause. Queries are cut from URLs: they may hold secrets. */
export const describeCause = (cause: unknown, depth = 0): DescribedCause => {
  if (!(cause instanceof Error)) return { name: typeof cause, message: withoutQueries(text(cause)) };
  const code: unknown = 'code' in cause ? cause.code : undefined;
  return {
    name: cause.name,
    message: withoutQueries(cause.message),
    ...(typeof code === 'string' ? { code } : {}),
    ...(depth === 0 && cause.stack !== undefined ? { stack: withoutQueries(cause.stack) } : {}),
    ...(cause.cause === undefined || depth >= DEEPEST ? {} : { cause: describeCause(cause.cause, depth + 1) }),
  };
};

const text = (cause: unknown): string => {
  if (typeof cause === 'string') return cause;
  try {
    return JSON.stringify(cause) ?? String(cause);
  } catch {
    return 'cannot be described';
  }
};

const withoutQueries = (message: string): string =>
  message.slice(0, 4_000).replace(/(https?:\/\/[^\s?]*)\?[^\s]*/g, '$1?…');
