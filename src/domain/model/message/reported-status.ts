/** The statuses that WhatsApp reports of a message. */
export const reportedStatuses = ['sent', 'delivered', 'read', 'played', 'failed'] as const;
export type ReportedStatus = (typeof reportedStatuses)[number];
