import type { BrownoutDocument } from '../document.ts';

/** A diagram that readers of generation 1 have read before the first link, so that they know from the start what is
 *  usual: which parameters are changed, in which range, what calls what, and where things stand. Frozen; nothing else
 *  depends on it, and it need not be valid later. */
export const SAMPLE: BrownoutDocument = {
  format: 'brownout',
  version: 1,
  title: 'A shop with everything',
  note: 'Rates and times are assumptions. What happens when the database slows down?',
  settings: { seed: 1, horizonMs: 600_000, warmUpMs: 0 },
  components: [
    { id: 'shoppers', kind: 'client', name: 'Shoppers', x: 0, y: 160, params: { ratePerSec: 200, deadlineMs: 2000 } },
    { id: 'staff', kind: 'client', name: 'Staff', x: 0, y: 480, params: { arrivals: 'closed', users: 30, thinkMs: 5000 } },
    { id: 'balancer', kind: 'loadBalancer', name: 'Balancer', x: 360, y: 160, params: { policy: 'leastRequest' } },
    { id: 'web-1', kind: 'service', name: 'Web 1', x: 720, y: 0, params: { replicas: 2, servers: 32, serviceMs: 4 } },
    { id: 'web-2', kind: 'service', name: 'Web 2', x: 720, y: 320, params: { servers: 8, queueCapacity: 100, serviceMs: 15, callOrder: 'parallel' } },
    { id: 'c6', kind: 'service', name: 'Basket', x: 1080, y: 0, params: { serviceMs: 2.5, serviceDistribution: 'lognormal', serviceVariation: 1.5 } },
    { id: 'c7', kind: 'service', name: 'Orders', x: 1080, y: 320, params: { servers: 12, serviceMs: 20, failureRatio: 0.01 } },
    { id: 'c8', kind: 'cache', name: 'Items', x: 1440, y: 0, params: { serviceMs: 0.3, hitRatio: 0.8, whenDown: 'fail' } },
    { id: 'c9', kind: 'database', name: 'Stock', x: 1440, y: 180, params: { servers: 16, serviceMs: 8, maxConnections: 50 } },
    { id: 'c10', kind: 'database', name: 'Accounts', x: 1440, y: 360, params: { serviceMs: 25, serviceDistribution: 'erlang', erlangStages: 3 } },
    { id: 'mailer', kind: 'service', name: 'Mailer', x: 1440, y: 540, params: { servers: 2, serviceMs: 150, serviceDistribution: 'deterministic' } },
    { id: 'reports', kind: 'service', name: 'Reports', x: 1440, y: 720, params: { servers: 4, serviceMs: 60 } },
  ],
  connections: [
    { id: 'e1', kind: 'sync', protocol: 'http1', from: 'shoppers', to: 'balancer', params: { timeoutMs: 5000, latencyMs: 20 } },
    { id: 'e2', kind: 'sync', protocol: 'http1', from: 'staff', to: 'web-2' },
    { id: 'e3', kind: 'sync', protocol: 'http2', from: 'balancer', to: 'web-1' },
    { id: 'e4', kind: 'sync', protocol: 'http1', from: 'balancer', to: 'web-2', params: { timeoutMs: 1000, maxAttempts: 3, backoffMs: 50, jitter: 'none' } },
    { id: 'e5', kind: 'sync', protocol: 'grpc', from: 'web-1', to: 'c6', params: { timeoutMs: 300, maxAttempts: 2, hold: 'release', probability: 0.6 } },
    { id: 'e6', kind: 'sync', protocol: 'grpc', from: 'web-1', to: 'c7', params: { timeoutMs: 500, retryOn: 'timeouts', probability: 0.2 } },
    { id: 'e7', kind: 'sync', protocol: 'tcp', from: 'c6', to: 'c8', params: { maxConcurrent: 20 } },
    { id: 'e8', kind: 'sync', protocol: 'tcp', from: 'c8', to: 'c9' },
    { id: 'e9', kind: 'sync', protocol: 'tcp', from: 'c7', to: 'c10', params: { timeoutMs: 2000, maxConcurrent: 10, callsPerRequest: 3 } },
    { id: 'e10', kind: 'queue', protocol: 'rabbitmq', from: 'c7', to: 'mailer', channel: 'mails', params: { confirm: true, prefetch: 10 } },
    { id: 'e11', kind: 'stream', protocol: 'kafka', from: 'c7', to: 'log', channel: 'log', label: 'all changes' },
    { id: 'e12', kind: 'stream', protocol: 'kafka', from: 'log', to: 'reports', channel: 'log', params: { maxAttempts: 5 } },
  ],
  brokers: [
    { id: 'rabbitmq', protocol: 'rabbitmq', name: 'RabbitMQ' },
    { id: 'b2', protocol: 'kafka', name: 'Kafka' },
  ],
  channels: [
    { id: 'mails', broker: 'rabbitmq', kind: 'queue', name: 'Mails', params: { maxDeliveries: 5 } },
    { id: 'log', broker: 'b2', kind: 'log', name: 'Log', x: 1260, y: 640, params: { partitions: 4 } },
  ],
  load: [
    { atMs: 0, factor: 1 },
    { atMs: 120_000, factor: 1 },
    { atMs: 180_000, factor: 2.5 },
  ],
  schedule: [
    { id: 'f1', type: 'fault', fault: 'slowdown', target: 'c9', atMs: 120_000, durationMs: 60_000, params: { factor: 5 } },
    { id: 'f2', type: 'fault', fault: 'crash', target: 'c7', atMs: 240_000, durationMs: 10_000 },
    { id: 'f3', type: 'set', target: 'e5', param: 'timeoutMs', value: 200, atMs: 300_000 },
  ],
  log: [{ id: 'l1', type: 'fault', fault: 'cut', target: 'e9', atMs: 65_432, durationMs: 10_000 }],
  notes: [{ id: 'n1', text: 'Half of it is guesswork.', x: 360, y: -180 }],
  classes: [],
  zones: [],
};
