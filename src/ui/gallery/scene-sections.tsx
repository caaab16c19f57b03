import { Legend } from '../traffic/legend.tsx';
import styles from './gallery.module.css';
import { drawCascadeScene, drawLiveScene, LIVE_HEIGHT, LIVE_NODES, LIVE_WIDTH } from './live-scene.ts';
import { Stage } from './stage.tsx';

export function LiveScene() {
  return (
    <div className={styles.stack}>
      <Stage
        width={LIVE_WIDTH}
        height={LIVE_HEIGHT}
        label="A small shop in motion"
        nodes={LIVE_NODES}
        draw={drawLiveScene}
        isLive
      />
      <Legend requestsPerDot={5} mode="requests" />
    </div>
  );
}

export function CascadeScene() {
  return (
    <Stage
      width={LIVE_WIDTH * 0.62}
      height={LIVE_HEIGHT * 0.62}
      zoom={0.62}
      label="The same shop while checkout fails"
      nodes={LIVE_NODES}
      draw={drawCascadeScene}
    />
  );
}

export function FarScene() {
  return (
    <Stage
      width={LIVE_WIDTH * 0.4}
      height={LIVE_HEIGHT * 0.4}
      zoom={0.4}
      label="The same shop from far away"
      nodes={LIVE_NODES}
      draw={drawCascadeScene}
    />
  );
}
