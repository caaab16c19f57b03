/** Words of 32 bits that are kept or left out together: one cache line. */
const BLOCK = 16;

/** A buffer without the blocks of 64 bytes that hold nothing but zeros. The state of a run is full of them: histograms
 *  with a few hundred buckets in use of thousands, tables with room to grow. */
export interface PackedBuffer {
  readonly byteLength: number;
  /** One bit for every block: whether it is kept. */
  readonly kept: Uint32Array<ArrayBuffer>;
  /** The kept blocks, one after the other. */
  readonly words: Int32Array<ArrayBuffer>;
}

/** Memory that a packed buffer takes, in bytes. */
export function packedBytes(packed: PackedBuffer): number {
  return packed.kept.byteLength + packed.words.byteLength;
}

/** Packs a buffer, whose length is a multiple of four bytes. */
export function packBuffer(buffer: ArrayBuffer): PackedBuffer {
  if (buffer.byteLength % 4 !== 0) throw new Error('Only whole words can be packed.');
  const source = new Int32Array(buffer);
  const blocks = Math.ceil(source.length / BLOCK);
  const kept = new Uint32Array(Math.ceil(blocks / 32));
  let length = 0;
  for (let block = 0; block < blocks; block++) {
    const from = block * BLOCK;
    const to = Math.min(source.length, from + BLOCK);
    if (isEmpty(source, from, to)) continue;
    kept[block >> 5] |= 1 << (block & 31);
    length += to - from;
  }
  return { byteLength: buffer.byteLength, kept, words: keptWords(source, kept, length) };
}

function keptWords(source: Int32Array, kept: Uint32Array, length: number): Int32Array<ArrayBuffer> {
  const words = new Int32Array(length);
  let used = 0;
  for (let block = 0; used < length; block++) {
    if ((kept[block >> 5] & (1 << (block & 31))) === 0) continue;
    const to = Math.min(source.length, (block + 1) * BLOCK);
    for (let i = block * BLOCK; i < to; i++) words[used++] = source[i];
  }
  return words;
}

/** The buffer as it was before `packBuffer`. */
export function unpackBuffer(packed: PackedBuffer): ArrayBuffer {
  const { byteLength, kept, words } = packed;
  const target = new Int32Array(byteLength / 4);
  const blocks = Math.ceil(target.length / BLOCK);
  let used = 0;
  for (let block = 0; block < blocks; block++) {
    if ((kept[block >> 5] & (1 << (block & 31))) === 0) continue;
    const from = block * BLOCK;
    const to = Math.min(target.length, from + BLOCK);
    for (let i = from; i < to; i++) target[i] = words[used++];
  }
  return target.buffer;
}

function isEmpty(source: Int32Array, from: number, to: number): boolean {
  let any = 0;
  for (let i = from; i < to; i++) any |= source[i];
  return any === 0;
}
