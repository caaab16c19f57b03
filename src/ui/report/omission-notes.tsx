import { type ClosedLoop, closedLoops } from '../../analysis/closed-loops.ts';
import { figureText, shareText } from '../../base/figure-text.ts';
import type { Report } from '../../engine/report.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { useView } from '../../store/view-store.ts';
import { Button } from '../widgets/button.tsx';
import { strings } from './omission-strings.ts';

/** Beside the percentiles of closed load sources: what they leave out. */
export function OmissionNotes({ report }: { readonly report: Report }) {
  const document = useDiagram((state) => state.document);
  const loops = closedLoops(document, report);
  if (loops.length === 0) return null;
  return (
    <div role="note" aria-label={strings.title}>
      {loops.map((loop) => (
        <p key={loop.id}>{loop.hidesMuch ? <strong>{textOf(loop)}</strong> : textOf(loop)}</p>
      ))}
      <Button variant="quiet" isSmall onClick={() => useView.getState().showModel('load-and-faults#coordinated-omission')}>
        {strings.why}
      </Button>
    </div>
  );
}

function textOf({ name, waitingShare, askedPerSec, unhinderedPerSec, hidesMuch }: ClosedLoop): string {
  const share = shareText(waitingShare ?? 0);
  if (!hidesMuch) return strings.calm(name, share);
  const unhindered = Number.isFinite(unhinderedPerSec) ? strings.perSec(figureText(unhinderedPerSec)) : strings.unbounded;
  return strings.much(name, share, figureText(askedPerSec), unhindered);
}
