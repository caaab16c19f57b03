import { decodeLink } from '../../src/model/link/link.ts';

/** Decoding of links as programs that a host runs on request. */

/** Processor times of decoding a token, one per time, and what came of it: `ok` or why not. */
export interface Decoding {
  readonly ms: readonly number[];
  readonly result: string;
}

/** Processor time of the process so far, in ms. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function decode(token: string, count: number): Decoding {
  const ms: number[] = [];
  let result = '';
  for (let i = 0; i < count; i++) {
    const start = processorMs();
    const decoded = decodeLink(token);
    ms.push(processorMs() - start);
    result = decoded.ok ? 'ok' : decoded.reason;
  }
  return { ms, result };
}

/** Decodes once, and tells by how many bytes the process used more memory at its height than before. */
function weigh(token: string): Decoding & { readonly extraBytes: number } {
  const { readFileSync, writeFileSync } = process.getBuiltinModule('node:fs');
  // The kernel forgets the height so far.
  writeFileSync('/proc/self/clear_refs', '5');
  const before = process.memoryUsage.rss();
  const decoding = decode(token, 1);
  const most = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? NaN) * 1024;
  return { ...decoding, extraBytes: Math.max(0, most - before) };
}

(globalThis as { programs?: object }).programs = { 'links/decode': decode, 'links/weigh': weigh };
