import { ID_PREFIXES, type Collection, slugOf } from '../names.ts';
import type { Coder } from './coder.ts';
import { codeText } from './text-field.ts';

/** Ways to give an id: one more than the number before, the slug of the name, some number, spelled out. */
const NEXT = 0;
const SLUG = 1;
const NUMBERED = 2;
const SPELLED = 3;
const WAYS = 4;

/** Longest text that is read as an id. */
const MAX_ID = 200;

/** Codes the ids of one list, in order. Ids that follow from the place in the list or from the name cost next to
 *  nothing. */
export class IdField {
  private readonly coder: Coder;
  private readonly collection: Collection;
  private last = 0;

  constructor(coder: Coder, collection: Collection) {
    this.coder = coder;
    this.collection = collection;
  }

  /** Codes one id; `name` is what the item is called, if it has a name. */
  code(id: string, name: string | undefined): string {
    const prefix = ID_PREFIXES[this.collection];
    const slug = name === undefined ? '' : slugOf(name);
    const number = this.coder.isReading ? 0 : numberOf(id, prefix);
    const way = this.coder.choice(`id of ${this.collection}`, WAYS, wayOf({ id, slug, number, next: this.last + 1 }));
    if (way === SLUG) return slug;
    if (way === SPELLED) return codeText(this.coder, id, MAX_ID);
    this.last = way === NEXT ? this.last + 1 : this.coder.count('id number', number);
    return `${prefix}${this.last}`;
  }
}

function wayOf({ id, slug, number, next }: { id: string; slug: string; number: number; next: number }): number {
  if (number === next) return NEXT;
  if (slug !== '' && id === slug) return SLUG;
  return number > 0 ? NUMBERED : SPELLED;
}

/** The number of an id like `c12`; 0 when it is of another form. */
function numberOf(id: string, prefix: string): number {
  const digits = id.slice(prefix.length);
  return id.startsWith(prefix) && /^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : 0;
}
