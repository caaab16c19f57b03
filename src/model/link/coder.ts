import { type BitCoder, DamagedError } from './range-coder.ts';
import type { TextModel } from './text-model.ts';

/** Experience is forgotten at the pace of this many decisions. */
const COUNT_LIMIT = 40;
/** What was learned from the sample counts as much as this many decisions of the message. */
const TRAINED_COUNT = 5;
/** Longest whole number that is coded by its digits: all integers below 2^53. */
const MAX_BITS = 53;

/** What one decision has been so far: probability of a 1 in units of 1/65,536, and how often it was met. */
class Model {
  probability: number;
  count = 0;

  constructor(probability: number) {
    this.probability = probability;
  }

  copy(): Model {
    const copy = new Model(this.probability);
    copy.count = Math.min(this.count, TRAINED_COUNT);
    return copy;
  }
}

/** Codes values field by field. Every field has a name; what was coded under a name before tells how likely each value
 *  is the next time. One description of a format, written with these methods, both writes and reads: when writing,
 *  each method returns the value it is given; when reading, it ignores that and returns the one it finds. */
export class Coder {
  private readonly bits: BitCoder;
  private readonly text: TextModel;
  private readonly models = new Map<string, Model[]>();

  constructor(bits: BitCoder, text: TextModel) {
    this.bits = bits;
    this.text = text;
  }

  /** A coder of other bits that knows what this one has learned so far, and soon forgets it when its message differs. */
  withBits(bits: BitCoder): Coder {
    const coder = new Coder(bits, this.text.copy());
    for (const [field, models] of this.models) coder.models.set(field, models.map((model) => model.copy()));
    return coder;
  }

  get isReading(): boolean {
    return this.bits.isReading;
  }

  /** A yes or no. `expected` is the share of yes to begin with, of 65,536. */
  flag(field: string, value: boolean, expected = 32_768): boolean {
    return this.decide(this.modelsOf(field), 0, value ? 1 : 0, expected) === 1;
  }

  /** One of `size` values, from 0; each is as likely as it has been. */
  choice(field: string, size: number, value: number): number {
    const models = this.modelsOf(field);
    let depth = 0;
    while (1 << depth < size) depth++;
    let node = 1;
    for (let i = depth - 1; i >= 0; i--) {
      // No value lies on the side of a 1 when even the smallest of them is too large.
      const smallest = ((node << 1) | 1) << i;
      const mustBeZero = smallest - (1 << depth) >= size;
      node = (node << 1) | (mustBeZero ? 0 : this.decide(models, node, (value >> i) & 1));
    }
    return node - (1 << depth);
  }

  /** One of `size` values, from 0, all equally likely. */
  index(size: number, value: number): number {
    let low = 0;
    let high = size;
    while (high - low > 1) {
      const middle = low + ((high - low) >> 1);
      const probability = Math.floor(((high - middle) * 65_536) / (high - low));
      if (this.bits.code(Math.max(1, Math.min(65_535, probability)), value >= middle ? 1 : 0) === 1) low = middle;
      else high = middle;
    }
    return low;
  }

  /** A whole number from 0 to 2^53 - 1; small ones and those met before are cheap. */
  count(field: string, value: number): number {
    const models = this.modelsOf(field);
    const length = this.length(models, value + 1);
    let coded = 1;
    for (let i = length - 2; i >= 0; i--) {
      const bit = Math.floor((value + 1) / powerOfTwo(i)) % 2;
      // The two digits after the first are learned, the others are as likely one as the other.
      const model = length - 2 - i < 2 ? MAX_BITS + 1 + length * 8 + (length - 2 - i) * 2 + (coded & 1) : undefined;
      coded = coded * 2 + (model === undefined ? this.bits.code(32_768, bit) : this.decide(models, model, bit));
    }
    if (coded > Number.MAX_SAFE_INTEGER) throw new DamagedError('A number is too large.');
    return coded - 1;
  }

  /** A whole number of either sign. */
  signed(field: string, value: number): number {
    const coded = this.count(field, value < 0 ? -value * 2 - 1 : value * 2);
    return coded % 2 === 1 ? -(coded + 1) / 2 : coded / 2;
  }

  /** 64 bits of a number that nothing shorter stands for. */
  double(value: number): number {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value);
    for (let at = 0; at < 8; at++) view.setUint8(at, this.index(256, view.getUint8(at)));
    return view.getFloat64(0);
  }

  /** One byte of text. */
  byte(value: number): number {
    return this.text.code(this.bits, value);
  }

  private length(models: Model[], value: number): number {
    const wanted = bitLength(value);
    let length = 1;
    while (length < MAX_BITS && this.decide(models, length, wanted > length ? 1 : 0) === 1) length++;
    return length;
  }

  private decide(models: Model[], at: number, bit: number, expected = 32_768): number {
    const model = (models[at] ??= new Model(expected));
    const coded = this.bits.code(model.probability, bit);
    const target = coded === 1 ? 65_535 : 0;
    const moved = model.probability + Math.trunc((target - model.probability) / (model.count + 1.6));
    model.probability = Math.max(512, Math.min(65_024, moved));
    if (model.count < COUNT_LIMIT) model.count++;
    return coded;
  }

  private modelsOf(field: string): Model[] {
    let models = this.models.get(field);
    if (models === undefined) this.models.set(field, (models = []));
    return models;
  }
}

function bitLength(value: number): number {
  let length = 0;
  for (let rest = value; rest >= 1; rest = Math.floor(rest / 2)) length++;
  return length;
}

function powerOfTwo(exponent: number): number {
  let power = 1;
  for (let i = 0; i < exponent; i++) power *= 2;
  return power;
}
