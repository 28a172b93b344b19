// Original file: proto/postcard/v1/messages.proto

export const MediaType = {
  MEDIA_TYPE_UNSPECIFIED: 'MEDIA_TYPE_UNSPECIFIED',
  MEDIA_TYPE_IMAGE: 'MEDIA_TYPE_IMAGE',
  MEDIA_TYPE_DOCUMENT: 'MEDIA_TYPE_DOCUMENT',
  MEDIA_TYPE_VIDEO: 'MEDIA_TYPE_VIDEO',
  MEDIA_TYPE_AUDIO: 'MEDIA_TYPE_AUDIO',
} as const;

export type MediaType =
  | 'MEDIA_TYPE_UNSPECIFIED'
  | 0
  | 'MEDIA_TYPE_IMAGE'
  | 1
  | 'MEDIA_TYPE_DOCUMENT'
  | 2
  | 'MEDIA_TYPE_VIDEO'
  | 3
  | 'MEDIA_TYPE_AUDIO'
  | 4

export type MediaType__Output = typeof MediaType[keyof typeof MediaType]
