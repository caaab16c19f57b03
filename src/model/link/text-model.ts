import type { BitCoder } from './range-coder.ts';

/** Slots of the table of contexts; contexts that share one disturb each other a little. */
const SLOTS = 262_144;
/** Contexts that predict each bit: the last 0, 1, 2 and 3 bytes, and the word so far. */
const ORDERS = 5;
/** The context of the word so far; those before it are the numbers of bytes. */
const WORD = 4;
/** Sets of weights: one for each number of contexts that have been seen before. */
const WEIGHT_SETS = ORDERS + 1;
/** A weight of one, and how far a weight moves for an error. */
const ONE = 65_536;
const START_WEIGHT = 22_000;
const LEARNING = 6;
/** Most that a context's count grows to: old experience is forgotten at this pace. */
const COUNT_LIMIT = 60;

/** 65,536 / (1 + e^(-x / 256)) at x = -2048, -1920, ... 2048. */
const LOGISTIC = [
  22, 36, 60, 98, 162, 267, 439, 720, 1179, 1921, 3108, 4971, 7812, 11_955, 17_625, 24_743, 32_768, 40_793, 47_911,
  53_581, 57_724, 60_565, 62_428, 63_615, 64_357, 64_816, 65_097, 65_269, 65_374, 65_438, 65_476, 65_500, 65_514,
] as const;

/** How far a probability moves when its context was met so often before, of 32,768: 1 / (count + 1.5). */
const PACE = Int32Array.from({ length: COUNT_LIMIT + 1 }, (_, count) => Math.floor(65_536 / (2 * count + 3)));

/** Probability for a log-odds in units of 1/256, by straight lines between the points of the table. */
function squash(logOdds: number): number {
  if (logOdds >= 2047) return 65_514;
  if (logOdds <= -2047) return 22;
  const place = (logOdds + 2048) >> 7;
  const rest = (logOdds + 2048) & 127;
  return LOGISTIC[place]! + (((LOGISTIC[place + 1]! - LOGISTIC[place]!) * rest) >> 7);
}

/** Log-odds in units of 1/256 for a probability in units of 1/4096: the inverse of `squash`. */
const STRETCH = makeStretch();

function makeStretch(): Int16Array {
  const table = new Int16Array(4096);
  let next = 0;
  for (let logOdds = -2047; logOdds <= 2047; logOdds++) {
    const reached = squash(logOdds) >> 4;
    while (next <= reached) table[next++] = logOdds;
  }
  while (next < 4096) table[next++] = 2047;
  return table;
}

/** Codes text, byte by byte, with a mixture of predictions from what came before. It knows nothing of languages: what
 *  it knows, it learned from the dictionary that it read first and from the text so far. All in whole numbers, so that
 *  every host computes the same. Part of the link format: a change of anything here makes old links unreadable. */
export class TextModel {
  /** Probability of a 1 in the upper 16 bits, count in the lower 8, for each slot. */
  private readonly slots: Uint32Array;
  private readonly weights: Int32Array;
  private readonly bases = new Int32Array(ORDERS);
  private readonly at = new Int32Array(ORDERS);
  private readonly inputs = new Int32Array(ORDERS);
  private readonly history: number[];
  private word = 0;

  private constructor(slots: Uint32Array, weights: Int32Array, history: readonly number[]) {
    this.slots = slots;
    this.weights = weights;
    this.history = [...history];
  }

  /** A model that has read the bytes of a dictionary. */
  static trained(dictionary: Uint8Array): TextModel {
    const slots = new Uint32Array(SLOTS).fill(0x8000_0000);
    const model = new TextModel(slots, new Int32Array(ORDERS * WEIGHT_SETS).fill(START_WEIGHT), []);
    const student: BitCoder = { isReading: false, code: (_probability, bit) => bit };
    for (const byte of dictionary) model.code(student, byte);
    return model;
  }

  /** An independent copy, to code one message with. */
  copy(): TextModel {
    return new TextModel(this.slots.slice(), this.weights.slice(), this.history);
  }

  /** Codes one byte. */
  code(coder: BitCoder, byte: number): number {
    this.enterByte();
    let node = 1;
    for (let i = 7; i >= 0; i--) node = (node << 1) | this.codeBit(coder, node, (byte >> i) & 1);
    const coded = node & 0xff;
    this.remember(coded);
    return coded;
  }

  private remember(byte: number): void {
    this.history.push(byte);
    if (this.history.length >= WORD) this.history.shift();
    const isLetter = (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || byte >= 128;
    this.word = isLetter ? (Math.imul(this.word + (byte | 32), 0x2f0b_4c47) + 1) >>> 0 : 0;
  }

  private enterByte(): void {
    const recent = this.history;
    let hash = 0;
    for (let order = 0; order < WORD; order++) {
      if (order > 0) hash = Math.imul(hash + (recent[recent.length - order] ?? 0) + 1, 0x9e37_79b1) >>> 0;
      this.bases[order] = hash ^ (order * 0x3c6e_f372);
    }
    this.bases[WORD] = Math.imul(this.word + 1, 0x85eb_ca6b);
  }

  private codeBit(coder: BitCoder, node: number, bit: number): number {
    const { slots, weights, bases, at, inputs } = this;
    let seen = 0;
    for (let i = 0; i < ORDERS; i++) {
      const hash = Math.imul(bases[i]! + node * 0x1000_193, 0x7feb_352d);
      const slot = (hash ^ (hash >>> 14)) & (SLOTS - 1);
      const state = slots[slot]!;
      at[i] = slot;
      if ((state & 255) !== 0) seen++;
      inputs[i] = STRETCH[state >>> 20]!;
    }
    const set = seen * ORDERS;
    let sum = 0;
    for (let i = 0; i < ORDERS; i++) sum += weights[set + i]! * inputs[i]!;
    const probability = squash(Math.trunc(sum / ONE));
    const coded = coder.code(probability, bit);
    const error = (((coded << 16) - probability) >> 4) * LEARNING;
    const target = coded === 1 ? 65_535 : 0;
    for (let i = 0; i < ORDERS; i++) {
      weights[set + i] = weights[set + i]! + ((inputs[i]! * error + 0x2000) >> 14);
      const state = slots[at[i]!]!;
      const count = state & 255;
      const before = state >>> 16;
      const after = before + (((target - before) * PACE[count]!) >> 15);
      slots[at[i]!] = ((after << 16) | (count < COUNT_LIMIT ? count + 1 : count)) >>> 0;
    }
    return coded;
  }
}
