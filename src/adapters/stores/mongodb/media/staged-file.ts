import { type ObjectId } from 'mongodb';
import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { type MediaFacts } from '../../records/media.js';
import { type StagedFile } from '../../shared/media/staged-media.js';
import { becomeMedia, endStaging, type PublishParts, useAgain } from './publish.js';
import { readBetween, readPieces } from './read-file.js';
import { type FilledFile } from './stage.js';
import { storing } from '../../shared/store-fault.js';

/** A complete staged file with its functions. Discarding leaves a file that is assigned to its media. */
export const stagedFile = (
  parts: PublishParts,
  { file, read, sizeBytes, sha256 }: FilledFile,
  discard: (file: ObjectId) => Promise<void>,
): StagedFile => {
  let isPublished = false;
  /** Publishing failed, or was done without an answer. Only the sweep may remove the file then: it looks for its media. */
  let isLeft = false;
  const publish = async (id: MediaId, facts: MediaFacts): Promise<void> => {
    isLeft = true;
    isPublished = await becomeMedia(parts, file, id, facts);
    isLeft = false;
    if (isPublished) await endStaging(parts, file, id);
  };
  return {
    sizeBytes,
    sha256,
    read: (position, end) => readBetween(read, position, end),
    pieces: (position, end) => readPieces(read, position, end),
    publish: (id, facts) => storing(() => (isPublished ? useAgain(parts, id) : publish(id, facts))),
    discard: async () => {
      if (isLeft) parts.staging.leave(file);
      else if (!isPublished) await discard(file);
    },
  };
};
