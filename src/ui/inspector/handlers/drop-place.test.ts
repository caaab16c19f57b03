import { describe, expect, it } from 'vitest';
import { dropPlace, writePath } from './drop-place.ts';

describe('dropPlace', () => {
  it('is in front of a step in the upper half of its line, and behind it below', () => {
    expect(dropPlace([1, 0], 0.2)).toEqual({ place: [1, 0], over: [1, 0], mark: 'before' });
    expect(dropPlace([1, 0], 0.7)).toEqual({ place: [1, 1], over: [1, 0], mark: 'after' });
    expect(dropPlace([2], 3)).toEqual({ place: [3], over: [2], mark: 'after' });
  });

  it('is within a step that holds some: first from its own line, last from below', () => {
    expect(dropPlace([2], 0.4, 3)).toEqual({ place: [2], over: [2], mark: 'before' });
    expect(dropPlace([2], 0.9, 3)).toEqual({ place: [2, 0], over: [2], mark: 'inside' });
    expect(dropPlace([2], 4, 3)).toEqual({ place: [2, 3], over: [2], mark: 'inside' });
    expect(dropPlace([2], 4, 0)).toEqual({ place: [2, 0], over: [2], mark: 'inside' });
  });

  it('writes a path as an attribute holds it', () => {
    expect(writePath([2, 0, 11])).toBe('2.0.11');
    expect(writePath([])).toBe('');
  });
});
