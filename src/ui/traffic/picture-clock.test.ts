import { describe, expect, it } from 'vitest';
import { PictureClock } from './picture-clock.ts';

describe('PictureClock', () => {
  it('goes on between frames at the pace of the run, but not far', () => {
    const clock = new PictureClock();
    clock.note(1000, { pace: 2, wallMs: 0 });
    expect([clock.at(10), clock.at(20), clock.at(5000)]).toEqual([1020, 1040, 1160]);
  });

  it('does not go back when a frame comes earlier than was guessed', () => {
    const clock = new PictureClock();
    clock.note(1000, { pace: 1, wallMs: 0 });
    expect(clock.at(60)).toBe(1060);
    clock.note(1040, { pace: 1, wallMs: 60 });
    expect([clock.at(60), clock.at(100)]).toEqual([1060, 1080]);
  });

  it('follows steps back in time, and stands still with the run', () => {
    const clock = new PictureClock();
    clock.note(5000, { pace: 1, wallMs: 0 });
    clock.note(2000, { pace: 0, wallMs: 10 });
    expect([clock.at(10), clock.at(9999)]).toEqual([2000, 2000]);
  });
});
