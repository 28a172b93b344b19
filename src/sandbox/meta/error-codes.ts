/** How Meta reports an error: in the answer to the request, or later in a status webhook (`failed`). */
type Report = 'answer' | 'webhook';

export type ErrorCode = {
  code: number;
  title: string;
  /** HTTP status of the answer; for errors that come by webhook, the status Meta documents for them. */
  status: number;
  report: Report;
  details: string;
  type?: 'OAuthException' | 'GraphMethodException';
  subcode?: number;
  transient?: true;
};

/**
 * Cloud API error codes as Meta documents them (title, HTTP status, explanation), with the way each is
 * reported. Codes 3 and 131045 come with HTTP 500 and are final all the same.
 * Source: Meta, WhatsApp Business Platform, "Error codes".
 */
export const errorCodes: readonly ErrorCode[] = [
  {
    code: 1,
    title: 'API Unknown',
    status: 400,
    report: 'answer',
    details: 'Invalid request or possible server error.',
    transient: true,
  },
  {
    code: 2,
    title: 'API Service',
    status: 503,
    report: 'answer',
    details: 'Temporary due to downtime or due to being overloaded.',
    transient: true,
  },
  { code: 3, title: 'API Method', status: 500, report: 'answer', details: 'Capability or permissions issue.' },
  {
    code: 4,
    title: 'API Too Many Calls',
    status: 400,
    report: 'answer',
    details: 'The app has reached its API call rate limit.',
    transient: true,
  },
  {
    code: 10,
    title: 'Permission Denied',
    status: 403,
    report: 'answer',
    details: 'Permission is either not granted or has been removed.',
  },
  {
    code: 33,
    title: 'Parameter value is not valid',
    status: 400,
    report: 'answer',
    details: 'The business phone number has been deleted.',
  },
  {
    code: 100,
    title: 'Invalid parameter',
    status: 400,
    report: 'answer',
    details: 'The request included one or more unsupported or misspelled parameters.',
  },
  {
    code: 190,
    title: 'Access token has expired',
    status: 401,
    report: 'answer',
    details: 'Your access token has expired.',
    subcode: 463,
  },
  {
    code: 200,
    title: 'API Permission',
    status: 403,
    report: 'answer',
    details: 'Permission is either not granted or has been removed.',
  },
  {
    code: 299,
    title: 'API Permission',
    status: 403,
    report: 'answer',
    details: 'Permission is either not granted or has been removed.',
  },
  {
    code: 368,
    title: 'Temporarily blocked for policies violations',
    status: 403,
    report: 'answer',
    details: 'The WhatsApp Business Account associated with the app has been restricted or disabled.',
  },
  {
    code: 80007,
    title: 'Rate limit issues',
    status: 400,
    report: 'answer',
    details: 'The WhatsApp Business Account has reached its rate limit.',
    transient: true,
  },
  {
    code: 130429,
    title: 'Rate limit hit',
    status: 429,
    report: 'answer',
    details: 'Cloud API message throughput has been reached.',
  },
  {
    code: 130472,
    title: "User's number is part of an experiment",
    status: 400,
    report: 'webhook',
    details: 'Message was not sent as part of an experiment.',
  },
  {
    code: 130497,
    title: 'Business account is restricted from messaging users in this country.',
    status: 403,
    report: 'webhook',
    details: 'The WhatsApp Business Account is restricted from messaging to users in certain countries.',
  },
  {
    code: 131000,
    title: 'Something went wrong',
    status: 500,
    report: 'answer',
    details: 'Message failed to send due to an unknown error.',
  },
  {
    code: 131005,
    title: 'Access denied',
    status: 403,
    report: 'answer',
    details: 'Permission is either not granted or has been removed.',
  },
  {
    code: 131008,
    title: 'Required parameter is missing',
    status: 400,
    report: 'answer',
    details: 'The request is missing a required parameter.',
  },
  {
    code: 131009,
    title: 'Parameter value is not valid',
    status: 400,
    report: 'answer',
    details: 'One or more parameter values are invalid.',
  },
  {
    code: 131016,
    title: 'Service unavailable',
    status: 500,
    report: 'answer',
    details: 'A service is temporarily unavailable.',
  },
  {
    code: 131021,
    title: 'Recipient cannot be sender',
    status: 400,
    report: 'answer',
    details: 'Sender and recipient phone number is the same.',
  },
  {
    code: 131026,
    title: 'Message undeliverable',
    status: 400,
    report: 'webhook',
    details: 'Message Undeliverable.',
  },
  {
    code: 131030,
    title: 'Recipient phone number not in allowed list',
    status: 400,
    report: 'answer',
    details: 'Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again.',
  },
  {
    code: 131031,
    title: 'Account has been locked',
    status: 403,
    report: 'answer',
    details: 'The WhatsApp Business Account has been restricted or disabled for violating a platform policy.',
  },
  {
    code: 131037,
    title: 'Display name approval needed before message can be sent',
    status: 400,
    report: 'answer',
    details: 'The phone number used to send the request does not have an approved display name.',
  },
  {
    code: 131042,
    title: 'Business eligibility payment issue',
    status: 400,
    report: 'webhook',
    details: 'Message failed to send because there were one or more errors related to your payment method.',
  },
  {
    code: 131045,
    title: 'Incorrect certificate',
    status: 500,
    report: 'answer',
    details: 'Message failed to send due to a phone number registration error.',
  },
  {
    code: 131047,
    title: 'Re-engagement message',
    status: 400,
    report: 'webhook',
    details:
      'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
  },
  {
    code: 131048,
    title: 'Spam rate limit hit',
    status: 400,
    report: 'webhook',
    details:
      'Message failed to send because there are restrictions on how many messages can be sent from this phone number.',
  },
  {
    code: 131049,
    title: 'This message was not delivered to maintain healthy ecosystem engagement.',
    status: 400,
    report: 'webhook',
    details: 'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
  },
  {
    code: 131050,
    title: 'User has stopped marketing messages',
    status: 400,
    report: 'webhook',
    details: 'The recipient has chosen to stop receiving marketing messages from this business.',
  },
  {
    code: 131051,
    title: 'Unsupported message type',
    status: 400,
    report: 'webhook',
    details: 'Message type is not currently supported.',
  },
  {
    code: 131052,
    title: 'Media download error',
    status: 400,
    report: 'webhook',
    details: 'Unable to download the media sent by the user.',
  },
  {
    code: 131053,
    title: 'Media upload error',
    status: 400,
    report: 'webhook',
    details: 'Unable to upload the media used in the message.',
  },
  {
    code: 131056,
    title: '(Business Account, Consumer Account) pair rate limit hit',
    status: 400,
    report: 'answer',
    details:
      'Too many messages sent from the sender phone number to the same recipient phone number in a short period of time.',
  },
  {
    code: 131057,
    title: 'Account in maintenance mode',
    status: 500,
    report: 'answer',
    details: 'The WhatsApp Business Account is in maintenance mode.',
  },
  {
    code: 131062,
    title: 'Business-scoped User ID recipients are not supported for this message.',
    status: 400,
    report: 'answer',
    details: 'This message can be sent to a phone number only.',
  },
  {
    code: 133004,
    title: 'Server Temporarily Unavailable',
    status: 503,
    report: 'answer',
    details: 'Server is temporarily unavailable.',
  },
  {
    code: 133010,
    title: 'Phone number not registered',
    status: 400,
    report: 'answer',
    details: 'Phone number not registered on the WhatsApp Business Platform.',
  },
  {
    code: 135000,
    title: 'Generic user error',
    status: 400,
    report: 'answer',
    details: 'Message failed to send because of an unknown error with your request parameters.',
  },
];

const byCode = new Map(errorCodes.map((entry) => [entry.code, entry]));

/** The table's entry for a code, or undefined where Meta documents none that the sandbox knows. */
export const errorCode = (code: number): ErrorCode | undefined => byCode.get(code);
