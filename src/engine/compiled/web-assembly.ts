/** What the engine needs of WebAssembly; that it is declared here keeps everything else of a host out of the engine. */
export interface CompiledMemory {
  readonly buffer: ArrayBuffer;
}

interface Host {
  Module: new (bytes: Uint8Array) => object;
  Memory: new (size: { initial: number; maximum: number }) => CompiledMemory;
  Instance: new (module: object, imports: object) => { readonly exports: object };
}

/** WebAssembly of the host, or undefined where there is none. */
export const webAssembly = (globalThis as { WebAssembly?: Host }).WebAssembly;

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes from base64. */
export function bytesOf(base64: string): Uint8Array {
  const text = base64.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    bits = (bits << 6) | DIGITS.indexOf(text[i]);
    if (i % 4 !== 0) bytes[at++] = bits >> (6 - 2 * (i % 4));
  }
  return bytes;
}
