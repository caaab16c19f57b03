import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBounded } from './read-bounded.ts';
import { readInput } from './read-input.ts';

let folder = '';
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'brownout-read-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('readBounded', () => {
  it('reads a file whole, letters of several bytes included, and no more than a byte beyond the cap', () => {
    writeFileSync(at('small'), 'a€'.repeat(50_000));
    expect(readBounded(at('small'), 200_000)).toBe('a€'.repeat(50_000));
    expect(readBounded(at('small'), 200_000 - 1).length).toBe(100_000);
    expect(readBounded(at('small'), 10)).toHaveLength(6);
  });

  it('does not read what is far too large', () => {
    writeFileSync(at('large'), '');
    truncateSync(at('large'), 2 ** 40);
    expect(readBounded(at('large'), 1000)).toHaveLength(1001);
  });

  it.skipIf(process.platform === 'win32')('reads devices and pipes within the same cap', () => {
    expect(readBounded('/dev/null', 1000)).toBe('');
    expect(readBounded('/dev/zero', 100_000)).toHaveLength(100_001);
    execFileSync('mkfifo', [at('pipe')]);
    execFileSync('sh', ['-c', `(printf abc; sleep 0.1; printf def) > '${at('pipe')}' &`], { stdio: 'ignore' });
    expect(readBounded(at('pipe'), 1000)).toBe('abcdef');
  });

  it('tells what is no file', () => {
    expect(() => readBounded(folder, 10)).toThrow('EISDIR');
    expect(() => readBounded(at('missing'), 10)).toThrow('ENOENT');
  });

  it('leaves it to the parser to refuse what is too large', () => {
    expect(readInput(at('large'), readBounded)).toEqual({ ok: false, problems: ['file: is larger than 4 MiB, the most that is read'] });
  });
});
