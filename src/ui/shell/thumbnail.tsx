import type { BrownoutDocument, Channel, ComponentKind, Connection } from '../../model/document.ts';
import { isBox } from '../../store/offers.ts';
import { curveMiddle, layOutEdges, NODE_HEIGHT, NODE_WIDTH, pathData } from '../canvas/edge-geometry.ts';
import { type IconName, KindIcon } from '../widgets/kind-icon.tsx';
import type { SceneCurve } from '../widgets/scene.ts';
import styles from './thumbnail.module.css';

const MARGIN = 60;
const GLYPH = 76;
/** A tray on the middle of an edge, open at the top: there messages wait. */
const TRAY = 'v30h64v-30';

/** A document as a small picture: its parts by their glyphs, and how they are connected: lines for calls, dashes with a tray
 *  for queues, lanes for streams. Decoration beside the title. */
export function Thumbnail({ document }: { readonly document: BrownoutDocument }) {
  const boxes = [...document.components, ...document.channels.filter(isBox)];
  const places = new Map(boxes.map((box) => [box.id, { x: box.x, y: box.y }]));
  const curves = layOutEdges(places, document.connections);
  const left = Math.min(...boxes.map((box) => box.x)) - MARGIN;
  const top = Math.min(...boxes.map((box) => box.y)) - MARGIN;
  const right = Math.max(...boxes.map((box) => box.x)) + NODE_WIDTH + MARGIN;
  const bottom = Math.max(...boxes.map((box) => box.y)) + NODE_HEIGHT + MARGIN;
  return (
    <svg className={styles.thumbnail} viewBox={`${left} ${top} ${right - left} ${bottom - top}`} aria-hidden="true">
      {document.connections.map((connection) => {
        const curve = curves.get(connection.id);
        return curve && <Edge key={connection.id} curve={curve} kind={connection.kind} />;
      })}
      {boxes.map((box) => (
        <g key={box.id} transform={`translate(${box.x} ${box.y})`}>
          <rect width={NODE_WIDTH} height={NODE_HEIGHT} rx={8} />
          <g transform={`translate(${(NODE_WIDTH - GLYPH) / 2} ${(NODE_HEIGHT - GLYPH) / 2})`}>
            <KindIcon name={iconOf(box.kind)} size={GLYPH} />
          </g>
        </g>
      ))}
    </svg>
  );
}

function iconOf(kind: ComponentKind | Channel['kind']): IconName {
  if (kind === 'queue') return 'channelQueue';
  return kind === 'log' ? 'channelLog' : kind;
}

function Edge({ curve, kind }: { readonly curve: SceneCurve; readonly kind: Connection['kind'] }) {
  const path = pathData(curve);
  const middle = curveMiddle(curve);
  return (
    <g data-kind={kind}>
      <path d={path} />
      {kind === 'stream' && <path d={path} data-between />}
      {kind === 'queue' && <path d={`M${middle.x - 32} ${middle.y - 15}${TRAY}`} data-tray />}
    </g>
  );
}
