import { describe, expect, it } from 'vitest';
import { emptyDocument } from '../model/document.ts';
import { encodeLink } from '../model/link/link.ts';
import { useDiagram } from './diagram-store.ts';
import { checkLink, openLink, tokenOf } from './link.ts';
import { useView } from './view-store.ts';

const token = encodeLink(emptyDocument('Shared'), { engineVersion: 1 });

function nothingOpen(): void {
  useDiagram.getState().open(emptyDocument('Nothing'), { kind: 'new' });
  useView.getState().showProblems(undefined);
}

describe('a link', () => {
  it('opens with what was left behind it', async () => {
    for (const behind of ['', '%20', '?utm_source=mail', '&fbclid=AQ', '\n', '%0A', ')', '.', '#again']) {
      nothingOpen();
      expect([behind, await openLink(token + behind)]).toEqual([behind, true]);
      expect(useDiagram.getState()).toMatchObject({ document: { title: 'Shared' }, origin: { kind: 'link' } });
      expect(useView.getState().problems).toBeUndefined();
    }
  });

  it('that is damaged before what was left behind it opens nothing and says so', async () => {
    for (const damaged of [`${token.slice(0, -1)}%20`, `${token}zz?utm=1`, `%20${token}`]) {
      nothingOpen();
      expect(await openLink(damaged)).toBe(false);
      expect(useDiagram.getState().document.title).toBe('Nothing');
      expect(useView.getState().problems?.lines[0]).toContain('damaged');
    }
  });

  it('is told to be damaged without touching what is open, and not told when it is whole', async () => {
    for (const [fragment, lines] of [['zzzz_not_a_token', 1], [token, 0]] as const) {
      nothingOpen();
      await checkLink(fragment);
      expect(useDiagram.getState().document.title).toBe('Nothing');
      expect(useView.getState().problems?.lines.length ?? 0).toBe(lines);
    }
  });

  it('ends at the first character that no token has', () => {
    expect(['#AQ-_9z%20', 'AQ', '?AQ'].map(tokenOf)).toEqual(['#AQ-_9z', 'AQ', '']);
  });
});
