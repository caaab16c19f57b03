import { describe, expect, it } from 'vitest';
import { readRecording, type Recording, type RecordingOptions, type RecordingResult, RECORDING_LIMITS } from './recording.ts';
import { createLineSplitter, dateOf, fieldsOf, numberOf, separatorOf } from './recording-lines.ts';

const read = (text: string, options?: RecordingOptions): Promise<RecordingResult> => readRecording(() => [text], options);

async function understood(text: string, options?: RecordingOptions): Promise<Recording> {
  const result = await read(text, options);
  if (!result.ok) throw new Error(result.message);
  return result.recording;
}

async function refusal(text: string, options?: RecordingOptions): Promise<string> {
  const result = await read(text, options);
  return result.ok ? 'none' : result.message;
}

/** Requests that the bins stand for. */
const sum = ({ ratesPerSec, everyMs }: Recording): number => ratesPerSec.reduce((total, rate) => total + (rate * everyMs) / 1000, 0);

describe('recordings of rates', () => {
  it('keeps even rows as they are', async () => {
    const recording = await understood('time,rate\n0,100\n60,300\n120,0\n');
    expect(recording).toMatchObject({
      reading: 'rates', times: 's', everyMs: 60_000, ratesPerSec: [100, 300, 0], lines: 3, unread: 0, spanMs: 180_000, requests: 24_000, peakPerSec: 300,
      timeColumn: { place: 1, name: 'time' }, valueColumn: { place: 2, name: 'rate' },
    });
    expect(recording.meanPerSec).toBeCloseTo(133.33, 1);
    expect(recording.beginsAtMs).toBeUndefined();
  });

  it('reads dates, quotes, semicolons, tabs, decimal commas and other orders of columns', async () => {
    expect(await understood('"Time";"Wert"\n"2026-03-01 10:00:00";"12,5"\n"2026-03-01 10:01:00";"7,5"')).toMatchObject({ ratesPerSec: [12.5, 7.5], everyMs: 60_000, times: 'text' });
    expect(await understood('rps\tstatus\ttimestamp\n5\t200\t1700000000000\n6\t200\t1700000001000')).toMatchObject({
      ratesPerSec: [5, 6], everyMs: 1000, times: 'ms', beginsAtMs: 1_700_000_000_000, timeColumn: { place: 3 }, valueColumn: { place: 1 },
    });
    expect(await understood('0 10\n1 20\n2 10')).toMatchObject({ ratesPerSec: [10, 20, 10], reading: 'rates' });
  });

  it('spreads uneven rows over bins without losing a request', async () => {
    const recording = await understood('t,rate\n0,10\n1.5,40\n2,0\n10,5\n11,5');
    expect(recording.everyMs).toBe(500);
    expect(sum(recording)).toBeCloseTo(15 + 20 + 0 + 5 + 5, 1);
  });

  it('puts more rows than fit together', async () => {
    const rows = Array.from({ length: 4000 }, (_, i) => `${i},${i % 2 === 0 ? 100 : 300}`).join('\n');
    const recording = await understood(`time,rate\n${rows}`);
    expect(recording.ratesPerSec.length).toBeLessThanOrEqual(RECORDING_LIMITS.bins);
    expect(sum(recording) / 800_000).toBeCloseTo(1, 2);
    expect(recording.peakPerSec).toBe(200);
  });

  it('turns counts into rates', async () => {
    const recording = await understood('minute,requests\n2026-01-01T00:00Z,600\n2026-01-01T00:01Z,1200\n');
    expect(recording).toMatchObject({ reading: 'counts', everyMs: 60_000, ratesPerSec: [10, 20], requests: 1800 });
    expect(await understood('minute,requests\n0,600\n60,1200\n', { reading: 'rates' })).toMatchObject({ reading: 'rates', ratesPerSec: [600, 1200] });
  });
});

describe('recordings of requests', () => {
  it('counts times, in any order', async () => {
    const recording = await understood('timestamp,path\n2026-01-01T00:00:03Z,/a\n2026-01-01T00:00:00Z,/b\n2026-01-01T00:00:01Z,/a\n2026-01-01T00:00:01Z,/c');
    expect(recording).toMatchObject({ reading: 'arrivals', lines: 4, requests: 4, spanMs: 3000, everyMs: 1000, ratesPerSec: [1, 2, 0, 1] });
  });

  it('has at most 500 bins, and no finer ones than there are requests', async () => {
    const many = await understood(Array.from({ length: 20_000 }, (_, i) => (i * 0.01).toFixed(2)).join('\n'));
    expect(many.ratesPerSec.length).toBeLessThanOrEqual(500);
    expect(many.ratesPerSec.length).toBeGreaterThan(200);
    expect(sum(many)).toBeCloseTo(20_000, -1);
    expect(many.ratesPerSec[10]).toBeCloseTo(100, 0);
    const few = await understood('0\n40\n100');
    expect(few.ratesPerSec.length).toBeLessThanOrEqual(4);
  });

  it('takes the unit of numbers from what is said, the name of the column, or their size', async () => {
    const spanOf = async (text: string, options?: RecordingOptions): Promise<number> => (await understood(text, options)).spanMs;
    expect(await spanOf('0\n10')).toBe(10_000);
    expect(await spanOf('0\n10', { unit: 'ms' })).toBe(10);
    expect(await spanOf('time_ms\n0\n10')).toBe(10);
    expect(await spanOf('time (ns)\n0\n10000000')).toBe(10);
    expect(await spanOf('1700000000\n1700000010')).toBe(10_000);
    expect(await spanOf('1700000000000000\n1700000010000000')).toBe(10_000);
  });

  it('reads the times of web servers, with their zones', () => {
    expect(dateOf('[10/Oct/2000:13:55:36 -0700]')).toBe(971_211_336_000);
    expect(dateOf('2000-10-10T20:55:36.5Z')).toBe(971_211_336_500);
    expect(dateOf('2000-10-10T22:55:36+02:00')).toBe(971_211_336_000);
    expect(dateOf('1970-01-01')).toBe(0);
    expect(dateOf('2024-02-29')).toBe(1_709_164_800_000);
    expect([dateOf('2023-02-29'), dateOf('2023-13-01'), dateOf('2023-01-01 25:00:00'), dateOf('soon')]).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe('what cannot be read', () => {
  it('is told by line, and left out', async () => {
    const recording = await understood('time,rate\n0,100\nbroken\n\n# a remark\n10,many\n10,-5\n10,100\n5,1\n20,100\n');
    expect(recording.problems).toEqual([
      { line: 3, message: '“broken” is no number' },
      { line: 6, message: '“many” is no number' },
      { line: 7, message: '-5 is not between 0 and 1,000,000' },
      { line: 9, message: 'its time is not after that of the line before' },
    ]);
    expect(recording).toMatchObject({ unread: 4, lines: 3, ratesPerSec: [100, 100, 100] });
  });

  it('is refused where nothing is left', async () => {
    expect(await refusal('')).toBe('There is nothing in it.');
    expect(await refusal('time,rate\n')).toBe('There is no time in it, only the line “time, rate”.');
    expect(await refusal('<!doctype html><title>Sign in</title>')).toBe('It is a web page or XML, not a recording: choose a CSV file.');
    expect(await refusal('<html>\n<body>\n</html>\n')).toBe('It is a web page or XML, not a recording: choose a CSV file.');
    expect(await refusal('{"rates": [1, 2]}\n')).toBe('It is JSON, not a recording: choose a CSV file.');
    expect(await refusal('hello\nworld\n')).toBe('No line of it could be read.');
    expect(await refusal('time,rate\n0,100')).toMatch('single line');
    expect(await refusal('5\n5\n5')).toBe('All its times are the same.');
    expect(await refusal('time,rate\n0,0\n1,0')).toBe('All its rates are 0.');
    expect(await refusal('0\n9000000000000', { unit: 's' })).toMatch(/no line|single|500 days/i);
    expect(await refusal('PK\u0003\u0004\0\0binary')).toMatch('not a text');
  });

  it('is no more than the first twenty lines of it', async () => {
    const result = await read(`time,rate\n${'x,y\n'.repeat(500)}`);
    expect(result.ok).toBe(false);
    if (!result.ok) expect([result.problems.length, result.problems[0]!.line]).toEqual([RECORDING_LIMITS.problems, 2]);
  });

  it('is a line without an end, of which no more than the limit is kept', async () => {
    const pieces = function* (): Iterable<string> {
      yield 'time,rate\n0,5\n';
      for (let i = 0; i < 400; i++) yield '9'.repeat(65_536);
      yield '\n1,5\n2,5\n';
    };
    const result = await readRecording(pieces);
    if (!result.ok) throw new Error(result.message);
    expect(result.recording).toMatchObject({ unread: 1, lines: 3, ratesPerSec: [5, 5, 5] });
    expect(result.recording.problems[0]).toMatchObject({ line: 3, message: expect.stringContaining('longer than') });
  });

  it('never throws, whatever stands there', async () => {
    const hostile = ['"', '""""', '"a', ',,,,', ';;;\n;;;', '\ufefftime\n1\n2', '1e999,5\n2,5', '-0\n-1', '1,1e400\n2,2', '0x10\n0x20', 'NaN\nInfinity', '{"a":1}\n[]', '__proto__,constructor\n1,2\n2,3',
      '=cmd()\n@x', '\r\n\r\n1\r\n2\r\n', '1\r2\r3', ','.repeat(4000), '٣\n٤', '1\n'.repeat(3) + '\u2028', '99999-01-01\n1', '1,2,3,4\n5,6,7,8', '"1"\n"2"', '1_000\n2_000', 'é'.repeat(5000)];
    for (const text of hostile) {
      const result = await read(text);
      if (!result.ok) continue;
      const { ratesPerSec, everyMs } = result.recording;
      expect(ratesPerSec.length).toBeLessThanOrEqual(RECORDING_LIMITS.bins);
      expect([everyMs, ...ratesPerSec].every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
    }
  });

  it('is the same however it is cut', async () => {
    const text = `time,rate\r\n${Array.from({ length: 50 }, (_, i) => `${i * 10},"${i}"`).join('\r\n')}\r\n`;
    const whole = await read(text);
    for (const size of [1, 3, 7, 100]) {
      const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, i) => text.slice(i * size, (i + 1) * size));
      expect(await readRecording(() => pieces)).toEqual(whole);
    }
  });

  it('stops when it is asked to', async () => {
    let asked = 0;
    const result = await readRecording(() => ['1\n', '2\n', '3\n'], {}, { isStopped: () => ++asked === 2 });
    expect(result).toMatchObject({ ok: false, message: 'Reading was stopped.' });
  });
});

describe('lines and fields', () => {
  it('are found', () => {
    const lines: (string | undefined)[] = [];
    const splitter = createLineSplitter((line) => lines.push(line));
    splitter.push('a\r\nb');
    splitter.push('c\n\nd');
    splitter.end();
    expect(lines).toEqual(['a', 'bc', '', 'd']);
    expect(fieldsOf('a, "b, c" ,"say ""x"""', ',')).toEqual(['a', 'b, c', 'say "x"']);
    expect([separatorOf('a;b,c;d'), separatorOf('a,b'), separatorOf('a'), separatorOf('"a,b";c'), separatorOf('2026-01-01 10:00'), separatorOf('1 2')]).toEqual([';', ',', undefined, ';', undefined, ' ']);
    expect([numberOf('1.5e3'), numberOf('.5'), numberOf('1,5'), numberOf('1,5', true), numberOf(''), numberOf('0x1f'), numberOf('1e999')]).toEqual([1500, 0.5, undefined, 1.5, undefined, undefined, undefined]);
  });
});
