import { describe, expect, it } from 'vitest';
import { positionBeside } from './place-beside.ts';

const screen = { width: 400, height: 300 };
const box = { width: 100, height: 40 };
const anchorAt = (left: number, top: number) => ({ left, top, right: left + 20, bottom: top + 20 });

describe('a floating box', () => {
  it('stands above its anchor, centred', () => {
    expect(positionBeside(box, anchorAt(200, 150), screen, 'above', 'centre')).toEqual({ left: 160, top: 104 });
  });

  it('changes sides where there is no room', () => {
    expect(positionBeside(box, anchorAt(200, 20), screen, 'above', 'centre').top).toBe(46);
    expect(positionBeside(box, anchorAt(200, 270), screen, 'below', 'centre').top).toBe(224);
  });

  it('never leaves the screen', () => {
    expect(positionBeside(box, anchorAt(0, 150), screen, 'below', 'centre').left).toBe(8);
    expect(positionBeside(box, anchorAt(390, 150), screen, 'below', 'start').left).toBe(292);
  });
});
