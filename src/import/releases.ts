import { PROTOCOLS } from '../model/catalog.ts';
import type { ParameterValues } from '../model/parameter.ts';
import { PRODUCT_FAMILIES } from '../model/product-families.ts';
import { productNamed } from '../model/product-presets.ts';
import { type ForeignProtocol, type KnownSystem, PRESETS } from './systems.ts';

/** How a broker of some release is drawn. */
export interface DrawnRelease {
  readonly broker: ParameterValues;
  readonly queues: ParameterValues;
  /** What was assumed, where the release is another or unknown. */
  readonly guess?: { readonly what: string; readonly why: string };
}

const RABBITMQ = PRODUCT_FAMILIES.find(({ name }) => name === 'rabbitmqVersion')!;
/** Releases of RabbitMQ that can be simulated, the oldest first, and the first release that each stands for. */
const RABBITMQ_RELEASES = [
  { release: '3.13', from: 0, product: 'rabbitmq313' },
  { release: '4.2', from: 4000, product: 'rabbitmq42' },
  { release: '4.3', from: 4003, product: 'rabbitmq43' },
] as const;

/** Products whose images are numbered as their protocol's releases are. */
const OWN_RELEASES: ReadonlySet<string> = new Set(['rabbitmq', 'kafka', 'nats']);

/** The release that the tag of an image names, without its patch: `rabbitmq:3.13.7-management` is 3.13. */
export function releaseOf(image: string): string | undefined {
  const [, tag = ''] = /:([^:/@]+)(?:@.*)?$/.exec(image) ?? [];
  return /^v?(\d{1,3}(?:\.\d{1,3})?)(?![\d])/.exec(tag)?.[1];
}

/** The release of an image that is the product's own: those of others that speak its protocol count otherwise. */
export function ownRelease({ label }: KnownSystem, image: string): string | undefined {
  return OWN_RELEASES.has(label) ? releaseOf(image) : undefined;
}

/** How a broker is drawn whose image is of this release: with the parameters of that release where there are some, else
 *  as the release that is simulated, which is then a guess. */
export function drawnRelease(system: ForeignProtocol, release: string | undefined): DrawnRelease {
  if (system === 'rabbitmq') return drawnRabbitmq(release);
  const { protocol, isNearest } = PRESETS[system];
  if (release === undefined || isNearest) return { broker: {}, queues: {} };
  const why = `its image is of release ${release}; that is the one that can be simulated`;
  return { broker: {}, queues: {}, guess: { what: `drawn with the defaults of ${PROTOCOLS[protocol].version}`, why } };
}

function drawnRabbitmq(release: string | undefined): DrawnRelease {
  const [major = 4, minor] = release?.split('.').map(Number) ?? [];
  const found = release === undefined ? RABBITMQ_RELEASES[1] : RABBITMQ_RELEASES.findLast(({ from }) => major * 1000 + (minor ?? 0) >= from)!;
  const { values, queues = {} } = productNamed(RABBITMQ, found.product);
  const drawn = { broker: values, queues };
  if (release === found.release) return drawn;
  const why = release === undefined ? 'nothing says which release it is' : `its image is of release ${release}; of those that can be simulated ${found.release} is the nearest`;
  return { ...drawn, guess: { what: `drawn as RabbitMQ ${found.release}`, why } };
}
