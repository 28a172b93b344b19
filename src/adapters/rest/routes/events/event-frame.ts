import { eventBody } from '../../../../api/event-view.js';
import { type LoggedEvent } from '../../../../domain/model/event/event.js';

/** An event as its three lines and the empty one that ends it. JSON has no line breaks of its own. */
export const eventFrame = ({ id, event }: LoggedEvent): Buffer =>
  Buffer.from(`id: ${id}\nevent: ${event.type}\ndata: ${eventBody(event)}\n\n`);

/** The frame of each event, made once for all that listen, as long as the event is in use. */
export const sharedFrames = (): ((event: LoggedEvent) => Buffer) => {
  const frames = new WeakMap<LoggedEvent, Buffer>();
  return (event) => {
    const frame = frames.get(event) ?? eventFrame(event);
    frames.set(event, frame);
    return frame;
  };
};

/** A line that tells nothing, but shows that the stream is alive. */
export const commentFrame = (text: string): string => `: ${text}\n\n`;
