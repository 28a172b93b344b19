import { type Document } from 'mongodb';
import { type EndpointRef } from '../../../../../domain/model/webhook/endpoint.js';
import { type Database } from '../../database/database.js';
import { dueAtOf } from '../endpoints/endpoint-documents.js';
import { deliveryDocuments, firstDue } from './delivery-documents.js';

/**
 * The change of an endpoint's `dueAt` to the time at which its first pending delivery is due; null if it is right. Look
 * after the endpoint's document was read, and write only over that: whoever adds deliveries meanwhile changes it.
 */
export const besideDue =
  (database: Database, endpoint: EndpointRef) =>
  async (document: Document): Promise<Document | null> => {
    const due = await firstDue(deliveryDocuments(database), database, endpoint);
    return due === dueAtOf(document) ? null : { dueAt: due ?? undefined };
  };
