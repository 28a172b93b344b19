// Original file: proto/postcard/v1/messages.proto

import type { Long } from '@grpc/proto-loader';

export interface NewContact {
  'firstname'?: (string);
  'lastname'?: (string);
  'email'?: (string);
  'country'?: (string);
  'assigned_id'?: (number | string | Long);
  'groups'?: (number | string | Long)[];
  '_firstname'?: "firstname";
  '_lastname'?: "lastname";
  '_email'?: "email";
  '_country'?: "country";
  '_assigned_id'?: "assigned_id";
}

export interface NewContact__Output {
  'firstname'?: (string);
  'lastname'?: (string);
  'email'?: (string);
  'country'?: (string);
  'assigned_id'?: (string);
  'groups'?: (string)[];
  '_firstname'?: "firstname";
  '_lastname'?: "lastname";
  '_email'?: "email";
  '_country'?: "country";
  '_assigned_id'?: "assigned_id";
}
