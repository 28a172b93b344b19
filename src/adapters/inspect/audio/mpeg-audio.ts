/** The header of an MPEG audio frame of layer III. (ISO/IEC 11172-3, 2.4.2.3; 13818-3) */
export interface MpegFrame {
  /** Of the whole frame, header included. */
  readonly lengthBytes: number;
  /** What all frames of one stream share: version, layer and sampling rate. */
  readonly kind: number;
}

/** kbit/s by bitrate index: 0 is "free", 15 is forbidden; neither is taken. */
const bitratesOf1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const bitratesOf2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const samplingRatesOf1 = [44_100, 48_000, 32_000];

const VERSION_2_5 = 0;
const VERSION_RESERVED = 1;
const VERSION_1 = 3;
const LAYER_III = 1;

/** The frame header that begins at `offset`; undefined where there is none of layer III. */
export const mpegFrameAt = (bytes: Buffer, offset: number): MpegFrame | undefined => {
  const [sync = 0, versionAndLayer = 0, rates = 0, modes = 0] = bytes.subarray(offset, offset + 4);
  if (offset + 4 > bytes.length || sync !== 0xff || (versionAndLayer & 0xe0) !== 0xe0) return undefined;
  const version = (versionAndLayer >> 3) & 3;
  const emphasisIsReserved = (modes & 3) === 2;
  if (version === VERSION_RESERVED || ((versionAndLayer >> 1) & 3) !== LAYER_III || emphasisIsReserved)
    return undefined;
  const bitrate = (version === VERSION_1 ? bitratesOf1 : bitratesOf2)[rates >> 4] ?? 0;
  const samplingRate = samplingRateOf(version, (rates >> 2) & 3);
  if (bitrate === 0 || samplingRate === undefined) return undefined;
  const padding = (rates >> 1) & 1;
  const lengthBytes = Math.floor(((version === VERSION_1 ? 144_000 : 72_000) * bitrate) / samplingRate) + padding;
  return { lengthBytes, kind: (versionAndLayer << 8) | (rates & 0x0c) };
};

/** Version 2 halves the rates of version 1, version 2.5 halves them again. */
const samplingRateOf = (version: number, index: number): number | undefined => {
  const full = samplingRatesOf1[index];
  if (full === undefined || version === VERSION_1) return full;
  return version === VERSION_2_5 ? full / 4 : full / 2;
};
