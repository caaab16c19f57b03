import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';

function optionsOf(...args: string[]) {
  const read = readArguments(args);
  return read.kind === 'options' ? read.options : read;
}

function problemsOf(...args: string[]) {
  const read = readArguments(args);
  return read.kind === 'problems' ? read.problems : read;
}

describe('readArguments', () => {
  it('reads a file alone', () => {
    expect(optionsOf('shop.json')).toEqual({ file: 'shop.json', seed: undefined, horizonMs: undefined, sets: [], json: false, countUnanswered: false, replications: undefined });
    expect(optionsOf('-')).toMatchObject({ file: '-' });
  });

  it('reads every option, in any order and in both forms', () => {
    expect(optionsOf('--json', '--seed', '7', '--set', 'a.b.c=1', 'shop.json', '--horizon=600s', '--set=d.e.f=a=b')).toEqual({
      file: 'shop.json',
      seed: 7,
      horizonMs: 600_000,
      sets: ['a.b.c=1', 'd.e.f=a=b'],
      json: true,
      countUnanswered: false,
      replications: undefined,
    });
    expect(optionsOf('shop.json', '--replications', '20')).toMatchObject({ replications: 20 });
    expect(optionsOf('shop.json', '--count-unanswered')).toMatchObject({ countUnanswered: true, json: false });
  });

  it('offers help whatever else is wrong', () => {
    expect(readArguments(['--bogus', '--help']).kind).toBe('help');
  });

  it('lists everything that is wrong at once', () => {
    expect(problemsOf('a', 'b', '--bogus', '--seed', '-1', '--horizon', '600', '--set')).toEqual([
      'there is no option --bogus',
      '--set needs a value',
      '--seed must be a whole number from 0 to 4294967295, not "-1"',
      '--horizon must be a time such as 600s or 10min, not "600": which unit? Write 600s or 600ms',
      'one FILE at a time, not 2',
    ]);
    expect(problemsOf()).toEqual(['which FILE?']);
    expect(problemsOf('a', '--seed=4294967296', '--horizon', '0s')).toHaveLength(2);
    for (const count of ['1', '101', '2.5', 'ten']) {
      expect(problemsOf('a', '--replications', count)).toEqual([`--replications must be a whole number from 2 to 100, not "${count}"`]);
    }
  });
});
