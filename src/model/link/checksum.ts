/** CRC-24 (the polynomial of OpenPGP, RFC 4880) of some bytes: any damage of up to 24 bits in a row is noticed, other
 *  damage all but once in 16 million. */
export function crc24(bytes: Uint8Array): number {
  let crc = 0xb7_04ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let i = 0; i < 8; i++) crc = (crc & 0x80_0000) === 0 ? crc << 1 : (crc << 1) ^ 0x186_4cfb;
  }
  return crc & 0xff_ffff;
}
