/** Codes single binary decisions, each with the probability that the caller gives it. The same calls in the same
 *  order write a message and read it back: a writer returns the decision that it is given, a reader the one it finds. */
export interface BitCoder {
  /** Whether decisions are read; a reader ignores the decisions that it is given. */
  readonly isReading: boolean;
  /** Codes one decision; `probability` of a 1, from 1 to 65,535 in units of 1/65,536. */
  code(probability: number, bit: number): number;
}

/** A message that holds more than its reader was told to take. */
export class TooLargeError extends Error {}

/** A message that no writer made: what it says cannot be. */
export class DamagedError extends Error {}

/** Worth of the last of so many bytes at the top of a 32-bit number. */
const UNITS = [4_294_967_296, 16_777_216, 65_536, 256, 1] as const;

/** Writes decisions as bytes: binary arithmetic coding with a 32-bit interval, sent from the top as its bytes settle.
 *  Throws `TooLargeError` when it is given more than `most` decisions, as a reader of as many would. */
export class BitWriter implements BitCoder {
  readonly isReading = false;
  private low = 0;
  private high = 0xffff_ffff;
  private readonly bytes: number[] = [];
  private left: number;

  constructor(most = Infinity) {
    this.left = most;
  }

  code(probability: number, bit: number): number {
    if (--this.left < 0) throw new TooLargeError('More is to be packed than a reader takes.');
    const middle = this.low + Math.floor(((this.high - this.low) * probability) / 65_536);
    if (bit === 1) this.high = middle;
    else this.low = middle + 1;
    while (((this.low ^ this.high) & 0xff00_0000) === 0) {
      this.bytes.push(this.high >>> 24);
      this.low = (this.low << 8) >>> 0;
      this.high = ((this.high << 8) | 0xff) >>> 0;
    }
    return bit;
  }

  /** The message, with the fewest last bytes that still settle it; a reader takes missing bytes for zero. */
  finish(): Uint8Array {
    for (let kept = 0; kept <= 4; kept++) {
      const unit = UNITS[kept]!;
      const value = Math.ceil(this.low / unit) * unit;
      if (value > this.high) continue;
      for (let i = 0; i < kept; i++) this.bytes.push((value >>> (24 - 8 * i)) & 0xff);
      break;
    }
    return Uint8Array.from(this.bytes);
  }
}

/** Reads what a `BitWriter` wrote. Any bytes can be read: nonsense gives nonsense, until they are used up, which throws
 *  `DamagedError`, or until they gave `most` decisions, which throws `TooLargeError`. */
export class BitReader implements BitCoder {
  readonly isReading = true;
  private low = 0;
  private high = 0xffff_ffff;
  private value = 0;
  private at = 0;
  private readonly bytes: Uint8Array;
  private left: number;

  constructor(bytes: Uint8Array, most: number) {
    this.bytes = bytes;
    this.left = most;
    for (let i = 0; i < 4; i++) this.value = ((this.value << 8) | this.nextByte()) >>> 0;
  }

  code(probability: number, _bit: number): number {
    if (--this.left < 0) throw new TooLargeError('More was packed into it than is read.');
    const middle = this.low + Math.floor(((this.high - this.low) * probability) / 65_536);
    const bit = this.value <= middle ? 1 : 0;
    if (bit === 1) this.high = middle;
    else this.low = middle + 1;
    while (((this.low ^ this.high) & 0xff00_0000) === 0) {
      this.low = (this.low << 8) >>> 0;
      this.high = ((this.high << 8) | 0xff) >>> 0;
      this.value = ((this.value << 8) | this.nextByte()) >>> 0;
    }
    return bit;
  }

  private nextByte(): number {
    // A reader is four bytes ahead of what it has understood; a message may lack as many, never more.
    if (this.at >= this.bytes.length + 4) throw new DamagedError('The message ends too early.');
    return this.bytes[this.at++] ?? 0;
  }
}
