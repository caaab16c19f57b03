/** More claims than this are not looked through: in such a crowd no words are written. */
const MOST_CLAIMS = 3200;

/** What is taken on the canvas during one painting, so that words do not fall on boxes and on each other. Rectangles in
 *  flow pixels, kept in one array so that no frame makes garbage. */
export class LabelSpace {
  private readonly claims = new Float32Array(MOST_CLAIMS * 4);
  private count = 0;

  clear(): void {
    this.count = 0;
  }

  /** Takes a rectangle, whatever is there. */
  take(left: number, top: number, width: number, height: number): void {
    if (this.count >= MOST_CLAIMS) return;
    this.claims.set([left, top, left + width, top + height], this.count * 4);
    this.count += 1;
  }

  /** Takes a rectangle if it is free. Returns whether it was. */
  claim(left: number, top: number, width: number, height: number): boolean {
    if (this.count >= MOST_CLAIMS || !this.isFree(left, top, width, height)) return false;
    this.take(left, top, width, height);
    return true;
  }

  /** Whether nothing of a rectangle is taken. */
  isFree(left: number, top: number, width: number, height: number): boolean {
    const { claims } = this;
    const right = left + width;
    const bottom = top + height;
    for (let at = 0; at < this.count * 4; at += 4) {
      if (left < claims[at + 2] && right > claims[at] && top < claims[at + 3] && bottom > claims[at + 1]) return false;
    }
    return true;
  }
}
