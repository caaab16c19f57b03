import type { Coder } from './coder.ts';
import { DamagedError } from './range-coder.ts';

/** Ends every text; no text of a document contains it. */
const END = 0;

/** Codes a text of at most `most` UTF-16 units, byte by byte in UTF-8. */
export function codeText(coder: Coder, text: string, most: number): string {
  const bytes = coder.isReading ? [] : utf8(text);
  const coded: number[] = [];
  for (let at = 0; ; at++) {
    const byte = coder.byte(bytes[at] ?? END);
    if (byte === END) return coder.isReading ? fromUtf8(coded, most) : text;
    coded.push(byte);
    // A UTF-16 unit takes at most three bytes.
    if (coded.length > most * 3) throw new DamagedError('A text is too long.');
  }
}

/** UTF-8 bytes of a text without lone surrogates. */
export function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x1_0000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

function fromUtf8(bytes: readonly number[], most: number): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at]!;
    const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    let code = length === 1 ? first : first & (0x7f >> length);
    for (let i = 1; i < length; i++) code = (code << 6) | ((bytes[at + i] ?? 0) & 63);
    if ((first >= 0x80 && first < 0xc2) || code > 0x10_ffff) throw new DamagedError('A text is no UTF-8.');
    text += String.fromCodePoint(code);
    at += length;
  }
  if (text.length > most) throw new DamagedError('A text is too long.');
  return text;
}
