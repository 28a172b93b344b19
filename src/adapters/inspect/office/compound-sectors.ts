import { type BoundedFile } from '../bounded-file.js';

/**
 * The sectors of a compound file ([MS-CFB], 2.3): chained by a table (FAT), whose own sectors are listed in the header
 * and, for large files, in a chain behind it (DIFAT).
 */
export interface Layout {
  readonly file: BoundedFile;
  readonly header: Buffer;
  readonly sectorBytes: number;
}

const FATS_IN_HEADER = 109;
/** Enough for 250 MiB in sectors of 512 bytes. */
const MAX_DIFAT_SECTORS = 32;

/** The header takes the place of one sector. */
export const offsetOf = ({ sectorBytes }: Layout, sector: number): number => (sector + 1) * sectorBytes;

export const readSector = async (layout: Layout, sector: number): Promise<Buffer | undefined> => {
  const bytes = await layout.file.read(offsetOf(layout, sector), layout.sectorBytes);
  return bytes.length === layout.sectorBytes ? bytes : undefined;
};

const readUInt32 = async ({ file }: Layout, position: number): Promise<number | undefined> => {
  const bytes = await file.read(position, 4);
  return bytes.length === 4 ? bytes.readUInt32LE(0) : undefined;
};

export const nextSector = async (layout: Layout, sector: number): Promise<number | undefined> => {
  const perSector = layout.sectorBytes / 4;
  const fat = await fatSector(layout, Math.floor(sector / perSector));
  return fat === undefined ? undefined : readUInt32(layout, offsetOf(layout, fat) + (sector % perSector) * 4);
};

/** Where a part of the FAT is: from the header, or from the DIFAT, whose sectors end in a pointer to the next. */
const fatSector = async (layout: Layout, index: number): Promise<number | undefined> => {
  if (index < FATS_IN_HEADER) return layout.header.readUInt32LE(76 + index * 4);
  const perSector = layout.sectorBytes / 4 - 1;
  const hops = Math.floor((index - FATS_IN_HEADER) / perSector);
  if (hops >= MAX_DIFAT_SECTORS) return undefined;
  let sector: number | undefined = layout.header.readUInt32LE(68);
  for (let hop = 0; hop < hops && sector !== undefined; hop++)
    sector = await readUInt32(layout, offsetOf(layout, sector) + perSector * 4);
  if (sector === undefined) return undefined;
  return readUInt32(layout, offsetOf(layout, sector) + ((index - FATS_IN_HEADER) % perSector) * 4);
};
