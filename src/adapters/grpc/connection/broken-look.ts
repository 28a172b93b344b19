import { type ServerHttp2Session } from 'node:http2';
import { type Socket } from 'node:net';

/**
 * Finds a connection on which the protocol was broken. nghttp2 then sends GOAWAY and reads and writes no more, but Node
 * neither tells so nor closes the socket, and does not even see that the peer has gone: it stays until the keepalive
 * fails. So where bytes came, and then neither a stream nor data, a ping is sent: a session that is well writes it.
 */
export const makeBrokenLook = (
  socket: Socket,
): { readonly heard: () => void; readonly look: (session: ServerHttp2Session) => void } => {
  let read = 0;
  let heard = false;
  let written: number | null = null;

  const isSilent = (): boolean =>
    socket.bytesWritten === written && (socket as unknown as Handled)._handle?.writeQueueSize === 0;

  return {
    heard: () => {
      heard = true;
    },
    look: (session) => {
      // A session that was destroyed says goodbye first, and a peer that reads nothing would keep it.
      if (session.destroyed || (written !== null && isSilent())) return void socket.destroy();
      written = null;
      const quiet = !heard;
      heard = false;
      if (!quiet || socket.bytesRead === read || session.closed) return;
      read = socket.bytesRead;
      written = socket.bytesWritten;
      session.ping(() => undefined);
    },
  };
};

/** Bytes that the kernel has not taken yet. */
interface Handled {
  readonly _handle: { readonly writeQueueSize: number } | null;
}
