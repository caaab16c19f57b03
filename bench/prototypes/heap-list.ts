/** A 4-ary heap with the event list's interface, over parallel arrays of times and records, to compare with. */
export class HeapList {
  private f64: Float64Array = new Float64Array(0);
  private i32: Int32Array = new Int32Array(0);
  private times: Float64Array;
  private records: Int32Array;
  private count = new Int32Array(1);

  constructor(capacity: number) {
    this.times = new Float64Array(capacity);
    this.records = new Int32Array(capacity);
  }

  attach(f64: Float64Array, i32: Int32Array): void {
    this.f64 = f64;
    this.i32 = i32;
  }

  push(record: number): void {
    const { times, records, i32 } = this;
    const time = this.f64[record * 8];
    const sequence = i32[record * 16 + 6];
    let at = this.count[0]++;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const other = times[parent];
      if (other < time || (other === time && ((sequence - i32[records[parent] * 16 + 6]) | 0) > 0)) break;
      times[at] = other;
      records[at] = records[parent];
      at = parent;
    }
    times[at] = time;
    records[at] = record;
  }

  pop(): number {
    const { times, records, i32 } = this;
    if (this.count[0] === 0) return -1;
    const result = records[0];
    const count = --this.count[0];
    const time = times[count];
    const record = records[count];
    const sequence = i32[record * 16 + 6];
    let at = 0;
    for (let child = 1; child < count; child = at * 4 + 1) {
      let best = child;
      let bestTime = times[child];
      const end = child + 4 < count ? child + 4 : count;
      for (let i = child + 1; i < end; i++) {
        const other = times[i];
        if (other < bestTime || (other === bestTime && ((i32[records[best] * 16 + 6] - i32[records[i] * 16 + 6]) | 0) > 0)) {
          best = i;
          bestTime = other;
        }
      }
      if (time < bestTime || (time === bestTime && ((i32[records[best] * 16 + 6] - sequence) | 0) > 0)) break;
      times[at] = bestTime;
      records[at] = records[best];
      at = best;
    }
    times[at] = time;
    records[at] = record;
    return result;
  }
}
