/** Words of the zones on the canvas. */
export const strings = {
  zoneName: (name: string, members: readonly string[]) => `${name}, zone of ${members.join(', ')}`,
  zoneHint: 'Press to select. Arrow keys or dragging move everything in it, a double click or F2 renames it.',
  joins: 'Let go to take it in',
  leaves: (names: string) => `Let go to take ${names} out`,
} as const;
