import styles from './kind-icon.module.css';

/** What an icon stands for: component kinds, channels and brokers, and the three kinds of edge. */
export type IconName =
  | 'client'
  | 'service'
  | 'loadBalancer'
  | 'cache'
  | 'database'
  | 'channelQueue'
  | 'channelLog'
  | 'exchange'
  | 'broker'
  | 'sync'
  | 'queue'
  | 'stream';

/** Every icon as one path on a grid of 20, drawn with one stroke of 1.5. Straight lines and arcs only. */
export const KIND_PATHS: Readonly<Record<IconName, string>> = {
  client: 'M10 3.25a3.25 3.25 0 1 1 0 6.5a3.25 3.25 0 1 1 0-6.5zM3.75 16.75a6.25 4.5 0 0 1 12.5 0',
  service: 'M3.75 3.75h12.5v12.5h-12.5zM7.75 7.75h4.5v4.5h-4.5z',
  loadBalancer: 'M2.75 10h4.5M7.25 10l5-6h5M7.25 10h10M7.25 10l5 6h5M15.25 2l2 2l-2 2M15.25 8l2 2l-2 2M15.25 14l2 2l-2 2',
  cache: 'M11.25 2.75l-6.5 8.5h5l-1 6l6.5-8.5h-5z',
  database: 'M3.75 5a6.25 2.25 0 1 1 12.5 0a6.25 2.25 0 1 1-12.5 0v10a6.25 2.25 0 0 0 12.5 0v-10M3.75 10a6.25 2.25 0 0 0 12.5 0',
  channelQueue: 'M3.75 5.75v10.5h12.5v-10.5M6.5 13.25h7M6.5 10.25h7M6.5 7.25h3.5',
  channelLog: 'M2.75 4.5h14.5M2.75 10h14.5M2.75 15.5h14.5M13 2v5M9 7.5v5M11 13v5',
  exchange: 'M3.25 7.25h5.5v5.5h-5.5zM8.75 10h8M8.75 8.5l7.5-4.5M8.75 11.5l7.5 4.5',
  broker: 'M10 2.5l6.5 3.75v7.5l-6.5 3.75l-6.5-3.75v-7.5zM7 8v4.25h6v-4.25M9 10h2',
  sync: 'M2.75 7.5h14.5M13.75 4.25l3.5 3.25M17.25 12.5h-14.5M6.25 15.75l-3.5-3.25',
  queue: 'M1.75 10h3.5M14.75 10h3.5M5.25 6v8h9.5v-8M8 11.25h4M8 8.25h4',
  stream: 'M2.75 4.5h14.5M2.75 10h14.5M2.75 15.5h14.5M11.5 2v16',
};

export interface KindIconProps {
  readonly name: IconName;
  /** Side in pixels; 20 is the size that it was drawn for. */
  readonly size?: number;
  /** Accessible name; without it the icon is decoration beside a word. */
  readonly title?: string;
}

/** An icon in the colour of the text around it. */
export function KindIcon({ name, size = 20, title }: KindIconProps) {
  const isDecoration = title === undefined;
  return (
    <svg
      className={styles.icon}
      width={size}
      height={size}
      viewBox="0 0 20 20"
      role={isDecoration ? undefined : 'img'}
      aria-label={title}
      aria-hidden={isDecoration}
      focusable="false"
    >
      <path d={KIND_PATHS[name]} />
    </svg>
  );
}
