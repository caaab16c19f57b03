import { describe, expect, it } from 'vitest';
import { differences, parityPage } from './parity.mjs';
import { drive } from './parity/drive.mjs';

const hello = { name: 'hello', events: 70, trace: 'aa', report: 'bb' };
const random = { name: 'random 7', events: 30, trace: 'cc', report: 'dd' };
const node = { host: 'node 20', outcomes: [hello, random] };

describe('the comparison of hosts', () => {
  it('finds another trace, another report, and what is missing', () => {
    expect(differences(node, { host: 'same', outcomes: [{ ...hello }, { ...random }] })).toEqual([]);
    const other = { host: 'Other 1', outcomes: [{ ...hello, trace: 'ff' }] };
    expect(differences(node, other)).toEqual([
      'hello in Other 1: trace ff, report bb, not aa and bb',
      'random 7 in Other 1: trace undefined, report undefined, not cc and dd',
    ]);
    expect(differences(node, { host: 'Other 2', outcomes: [hello, { ...random, report: 'ee' }] })).toHaveLength(1);
  });

  it('writes a row for each document, the hosts that differ, and those that are missing', () => {
    const text = parityPage([node, { host: 'Other 1', outcomes: [hello, { ...random, report: 'ee' }] }], { engineVersion: 2, missing: ['JavaScriptCore'] });
    expect(text).toContain('| hello | 70 | `aa` | `bb` | all 2 |');
    expect(text).toContain('| random 7 | 30 | `cc` | `dd` | **not Other 1** |');
    expect(text).toContain('**1 of 2 documents are the same in all of them**, 100 events each');
    expect(text).toContain('Not on that machine: JavaScriptCore');
  });
});

describe('the driver', () => {
  it('tells what each document came to, and goes on after one that fails', async () => {
    let listen: (message: unknown) => void = () => undefined;
    let document = '';
    const send = ({ id, path, argumentList }: { readonly id: string; readonly path: readonly string[]; readonly argumentList: readonly { readonly value: string }[] }) => {
      if (path[0] === 'load') document = argumentList[0]!.value;
      const isRefused = path[0] === 'load' && document === 'bad';
      const answer = isRefused ? { type: 'HANDLER', name: 'throw', value: { isError: true, value: { message: 'no' } } } : { type: 'RAW', value: { events: 3, traceHash: `of ${document}` } };
      queueMicrotask(() => listen({ id, ...answer }));
    };
    const told: { readonly name: string; readonly trace: string; readonly error?: string }[] = [];
    await drive({ send, listen: (listener) => (listen = listener) }, [{ name: 'a', document: 'bad' }, { name: 'b', document: 'good' }], (outcome) => void told.push(outcome));
    expect(told[0]).toMatchObject({ name: 'a', trace: 'failed', error: 'Error: no' });
    expect(told[1]).toMatchObject({ name: 'b', trace: 'of good', events: 3 });
  });
});
