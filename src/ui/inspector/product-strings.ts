/** Words of products, versions and tiers to choose as a whole. */
export const strings = {
  titles: { connection: 'Product', channel: 'Product of the channel', broker: 'Product of the broker', component: 'Products' },
  asIn: 'Presets',
  asInNone: 'as in real products',
  own: 'Settings of its own',
  ownHint: 'No product of this list has these settings. Choosing one replaces those that it decides.',
} as const;
