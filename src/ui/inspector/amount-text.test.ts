import { describe, expect, it } from 'vitest';
import { FAULTS } from '../../model/faults.ts';
import { number } from '../../model/parameter.ts';
import { amountText, readAmount } from './amount-text.ts';

const timeout = number({ name: 'timeoutMs', label: 'Timeout', unit: 'ms', default: 'unbounded', min: 1 });
const replica = FAULTS.crash.params.find(({ name }) => name === 'replica')!;

describe('amounts in fields', () => {
  it('say "unbounded" in the words that fit the parameter, and read them back', () => {
    expect(amountText(timeout, 'unbounded')).toBe('no limit');
    expect(readAmount(timeout, 'No limit')).toEqual({ ok: true, value: 'unbounded' });
    if (replica.type !== 'number') throw new Error('a replica is a number');
    expect(amountText(replica, 'unbounded')).toBe('all');
    expect(readAmount(replica, 'all')).toEqual({ ok: true, value: 'unbounded' });
    expect(readAmount(replica, 'no limit').ok).toBe(false);
  });

  it('are read as documents write them too', () => {
    expect(readAmount(timeout, 'unbounded')).toEqual({ ok: true, value: 'unbounded' });
    expect(readAmount(timeout, '1.5 s')).toEqual({ ok: true, value: 1500 });
  });

  it('say with the same word what can be typed', () => {
    expect(readAmount(timeout, 'soon')).toMatchObject({ ok: false, message: expect.stringContaining('or "no limit", not "soon"') });
  });
});
