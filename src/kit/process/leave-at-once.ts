/**
 * Ends this process at once, whatever it is doing; it is seen as killed (SIGKILL). `process.exit` waits for Node's
 * threads, and a thread in the middle of an LMDB transaction waits for the main thread in turn: both for ever, while
 * callers are still let in and get no answer. What was acknowledged is safe: the stores outlive a kill (SAFETY X2).
 *
 * The first process of a container is deaf to a SIGKILL of its own and ends by `process.exit`; an init in front of it
 * (`docker run --init`) makes it an ordinary one.
 */
export const leaveAtOnce = (): never => {
  process.kill(process.pid, 'SIGKILL');
  process.exit(1);
};
