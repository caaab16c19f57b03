/** Words of presets of connections. */
export const strings = {
  title: 'Connections',
  sides: { caller: 'Caller\'s pool', callee: 'Callee\'s limits' },
  defaults: (protocol: string) => `Defaults of ${protocol}`,
  defaultsHint: 'As this protocol has them by itself.',
  own: 'Settings of its own',
  ownHint: 'No preset has these settings. Choosing one replaces them.',
} as const;
