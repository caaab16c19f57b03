const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Bytes as text of letters, digits, hyphens and underscores, without padding (RFC 4648, section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const characters = Math.min(bytes.length - at, 3) + 1;
    for (let i = 0; i < characters; i++) text += ALPHABET[(group >> (18 - 6 * i)) & 63]!;
  }
  return text;
}

/** The bytes that `toBase64Url` made this of; undefined when a character is none of its alphabet, or when no bytes give
 *  this very text. */
export function fromBase64Url(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let group = 0;
  let bits = 0;
  let at = 0;
  for (const character of text) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) return undefined;
    group = ((group << 6) | value) & 0xfff;
    bits += 6;
    if (bits >= 8) bytes[at++] = (group >> (bits -= 8)) & 0xff;
  }
  return bits >= 6 || (group & ((1 << bits) - 1)) !== 0 ? undefined : bytes;
}
