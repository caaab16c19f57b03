/** Words of the strip. */
export const strings = {
  strip: 'Throughput, goodput, errors and latency over time',
  stripHelp: 'Click to go to a moment.',
  throughput: 'throughput',
  goodput: 'goodput',
  offered: 'offered',
  errors: 'errors',
  p99: 'p99',
  perSec: '/s',
} as const;
