/**
 * Hands out typed arrays that lie one after another in one buffer. The caller describes its arrays in a function,
 * which is run twice: once to count the bytes, once on the buffer itself.
 */
export class Arena {
  private buffer: ArrayBuffer;
  private used = 0;

  private constructor(buffer: ArrayBuffer, at = 0) {
    this.buffer = buffer;
    this.used = at;
  }

  /** Runs `describe` twice and returns the one buffer that then holds all its arrays, zeroed. */
  static layOut(describe: (arena: Arena) => void): ArrayBuffer {
    const counting = new Arena(new ArrayBuffer(0));
    describe(counting);
    const buffer = new ArrayBuffer(counting.used);
    describe(new Arena(buffer));
    return buffer;
  }

  /** Runs `describe` over a buffer that is there, from byte `at` on, which is a multiple of eight. */
  static layOver(buffer: ArrayBuffer, at: number, describe: (arena: Arena) => void): void {
    describe(new Arena(buffer, at));
  }

  /** `length` doubles. */
  float64(length: number): Float64Array {
    const at = this.take(length * 8);
    return this.buffer.byteLength === 0 ? new Float64Array(0) : new Float64Array(this.buffer, at, length);
  }

  /** `length` int32. */
  int32(length: number): Int32Array {
    const at = this.take(length * 4);
    return this.buffer.byteLength === 0 ? new Int32Array(0) : new Int32Array(this.buffer, at, length);
  }

  /** `length` unsigned 32-bit integers. */
  uint32(length: number): Uint32Array {
    const at = this.take(length * 4);
    return this.buffer.byteLength === 0 ? new Uint32Array(0) : new Uint32Array(this.buffer, at, length);
  }

  private take(bytes: number): number {
    const at = this.used;
    this.used += (bytes + 7) & ~7;
    return at;
  }
}
