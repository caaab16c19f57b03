import type { BrownoutDocument } from '../../model/document.ts';
import { isBox } from '../../store/offers.ts';
import { layOutEdges, NODE_HEIGHT, NODE_WIDTH, pathData } from '../canvas/edge-geometry.ts';
import styles from './thumbnail.module.css';

const MARGIN = 60;

/** A document as a small picture: its boxes and how they are connected. Decoration beside the title. */
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
        return curve && <path key={connection.id} d={pathData(curve)} data-kind={connection.kind} />;
      })}
      {boxes.map((box) => (
        <rect key={box.id} x={box.x} y={box.y} width={NODE_WIDTH} height={NODE_HEIGHT} rx={8} data-kind={box.kind} />
      ))}
    </svg>
  );
}
