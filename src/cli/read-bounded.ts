import { closeSync, openSync, readSync } from 'node:fs';

/** Reads a file from its beginning, but never more than a byte beyond `mostBytes`, so that whoever gets more knows that
 *  there is more. What cannot tell its size, such as a pipe, a device and standard input (`-`), is read alike: an endless
 *  one costs no more than a large file. Throws as the host does when the file cannot be read. */
export function readBounded(path: string, mostBytes: number): string {
  const file = path === '-' ? 0 : openSync(path, 'r');
  try {
    return readAll(file, mostBytes + 1);
  } finally {
    if (file !== 0) closeSync(file);
  }
}

const CHUNK_BYTES = 65_536;

function readAll(file: number, mostBytes: number): string {
  const chunks: Buffer[] = [];
  let total = 0;
  while (total < mostBytes) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, mostBytes - total));
    const count = readSome(file, chunk);
    if (count === 0) break;
    chunks.push(chunk.subarray(0, count));
    total += count;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Bytes that came; 0 at the end. A pipe or terminal that does not wait says that it has nothing yet: it is asked again. */
function readSome(file: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(file, chunk);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}
