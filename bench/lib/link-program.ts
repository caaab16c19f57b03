import { decodeLink } from '../../src/model/link/link.ts';

/** Decoding of links as programs that a host runs on request. */

/** Wall times of decoding one token, each the mean of a batch, and what came of it: `ok` or why not. */
export interface Decoding {
  readonly ms: readonly number[];
  readonly result: string;
}

function decode(token: string, { count, batch }: { readonly count: number; readonly batch: number }): Decoding {
  const ms: number[] = [];
  let result = '';
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    for (let k = 0; k < batch; k++) {
      const decoded = decodeLink(token);
      result = decoded.ok ? 'ok' : decoded.reason;
    }
    ms.push((performance.now() - start) / batch);
  }
  return { ms, result };
}

/** Decodes once, and tells by how many bytes the process used more memory at its height than before. */
function weigh(token: string): Decoding & { readonly extraBytes: number } {
  const { readFileSync, writeFileSync } = process.getBuiltinModule('node:fs');
  // The kernel forgets the height so far.
  writeFileSync('/proc/self/clear_refs', '5');
  const before = process.memoryUsage.rss();
  const decoding = decode(token, { count: 1, batch: 1 });
  const most = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? NaN) * 1024;
  return { ...decoding, extraBytes: Math.max(0, most - before) };
}

(globalThis as { programs?: object }).programs = { 'links/decode': decode, 'links/weigh': weigh };
