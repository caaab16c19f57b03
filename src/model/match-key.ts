/** How an exchange compares the key of a binding with the routing key of a message. */
export type ExchangeType = 'direct' | 'topic' | 'fanout' | 'headers';

/** Whether a message with this routing key fits a binding. A binding without a key fits everything. */
export function matchesKey(type: ExchangeType, bindingKey: string | undefined, routingKey: string): boolean {
  if (type === 'fanout' || bindingKey === undefined) return true;
  if (type === 'topic') return matchesPattern(bindingKey.split('.'), routingKey.split('.'));
  return type === 'headers' ? matchesHeaders(pairsOf(bindingKey), pairsOf(routingKey)) : bindingKey === routingKey;
}

/** Words against words: `*` stands for one, `#` for any number, none included. */
function matchesPattern(pattern: readonly string[], words: readonly string[]): boolean {
  // Positions of the pattern that the words so far can have reached.
  let reached = closure(pattern, new Set([0]));
  for (const word of words) {
    const next = new Set<number>();
    for (const at of reached) {
      if (pattern[at] === '#') next.add(at);
      else if (pattern[at] === '*' || pattern[at] === word) next.add(at + 1);
    }
    reached = closure(pattern, next);
  }
  return reached.has(pattern.length);
}

/** A `#` may also stand for nothing. */
function closure(pattern: readonly string[], positions: Set<number>): Set<number> {
  for (const at of positions) if (pattern[at] === '#') positions.add(at + 1);
  return positions;
}

function pairsOf(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(/[,;]/).map((pair) => pair.trim()).filter((pair) => pair !== '');
  return new Map(pairs.map((pair): [string, string] => {
    const at = pair.indexOf('=');
    return at < 0 ? [pair, ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  }));
}

/** All pairs of the binding must be in the message, or any of them with `x-match=any`; those that begin with `x-` say
 *  how to compare and are not compared. */
function matchesHeaders(binding: ReadonlyMap<string, string>, message: ReadonlyMap<string, string>): boolean {
  const wanted = [...binding].filter(([name]) => !name.startsWith('x-'));
  const fits = ([name, value]: readonly [string, string]): boolean => message.get(name) === value;
  return binding.get('x-match') === 'any' ? wanted.some(fits) : wanted.every(fits);
}
