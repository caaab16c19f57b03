/** Words of the canvas and its palette. */
export const strings = {
  canvas: 'Diagram',
  canvasHelp:
    'Press Tab to walk through components and connections, Enter to select, arrow keys to move, Delete to remove.',
  edgeHelp: 'Press Enter to select this connection, Delete to remove it.',
  empty: 'Nothing here yet',
  emptyHint: 'Drag a part from the left, or press one to place it. Draw from one part to another to connect them.',
  palette: 'Parts',
  paletteHint: (label: string, summary: string) => `${label}: ${summary} Press to place, or drag.`,
  connectFrom: (name: string) => `Connect from ${name}`,
  picker: (from: string, to: string) => `${from} to ${to}`,
  pickerHelp: 'How do they talk?',
  nodeName: (name: string, kind: string) => `${name}, ${kind}`,
  edgeName: (options: { kind: string; protocol: string; from: string; to: string; channel?: string }) =>
    `${options.kind} from ${options.from} to ${options.to}, ${options.protocol}${options.channel === undefined ? '' : `, ${options.channel}`}`,
  moved: (direction: string, x: number, y: number) => `Moved ${direction}, now at ${x}, ${y}`,
  rename: 'Name',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Show everything',
  zoomLevel: (percent: number) => `${percent}%, show at full size`,
  queueBox: 'Queue',
  queueBoxSummary: 'A queue of a broker that several senders and consumers can share.',
  topicBox: 'Topic',
  topicBoxSummary: 'A partitioned log of a broker that several consumer groups can read.',
  kinds: { sync: 'Call and reply', queue: 'Queue', stream: 'Stream' },
} as const;
