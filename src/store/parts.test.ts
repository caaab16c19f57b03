import { describe, expect, it } from 'vitest';
import { attempt, loadPartsAhead, part, PartMissingError } from './parts.ts';
import { useView } from './view-store.ts';

/** A part that cannot be loaded until the network is back. */
function remote() {
  const network = { isUp: false, asked: 0 };
  const load = part(() => {
    network.asked++;
    return network.isUp ? Promise.resolve('loaded') : Promise.reject(new TypeError('Failed to fetch'));
  });
  return { network, load };
}

describe('a part of the program', () => {
  it('that is missing is told with a way to try again, which does what was asked for', async () => {
    const { network, load } = remote();
    const done: string[] = [];
    const work = async () => void done.push(await load());
    await attempt(work);
    const { text, action, isProblem } = useView.getState().notices.at(-1)!;
    expect([text, isProblem, action?.label, done]).toEqual([expect.stringContaining('network'), true, 'Try again', []]);
    network.isUp = true;
    action!.run();
    await expect.poll(() => done).toEqual(['loaded']);
  });

  it('fails by a name of its own, and other failures are passed on', async () => {
    await expect(remote().load()).rejects.toBeInstanceOf(PartMissingError);
    await expect(attempt(() => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
  });

  it('is loaded ahead, each when the page is idle, and one that is missing keeps no other back', async () => {
    const [missing, there] = [remote(), remote()];
    there.network.isUp = true;
    let waits = 0;
    await loadPartsAhead(async () => void waits++);
    expect([missing.network.asked, there.network.asked]).toEqual([1, 1]);
    expect(waits).toBeGreaterThanOrEqual(2);
    missing.network.isUp = true;
    expect(await missing.load()).toBe('loaded');
  });
});
