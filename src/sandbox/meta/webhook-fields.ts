/** The webhook fields that the sandbox sends; who subscribes without naming any gets all. */
export const webhookFields = ['messages', 'user_id_update'] as const;

export type WebhookField = (typeof webhookFields)[number];
