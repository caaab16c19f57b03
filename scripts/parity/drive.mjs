/**
 * How the driver talks with the engine's script, which stands in a worker or in the same thread.
 * @typedef {{ send: (message: any) => void, listen: (listener: (message: any) => void) => void }} Endpoint
 */

/**
 * What one document came to on one host.
 * @typedef {{ name: string, events: number, trace: string, report: string, error?: string }} Outcome
 */

/** Has the engine's published script run documents, as the page has it, and tells what each came to. This function's text
 * is put into pages and shells, so it stands by itself, and uses nothing but what every JavaScript host has.
 * @param {Endpoint} endpoint
 * @param {readonly { name: string, document: any }[]} documents
 * @param {(outcome: Outcome) => void} tell */
export async function drive(endpoint, documents, tell) {
  /** @type {Map<string, (message: any) => void>} */
  const waiting = new Map();
  let calls = 0;
  endpoint.listen((message) => {
    const take = waiting.get(message.id);
    waiting.delete(message.id);
    take?.(message);
  });
  const call = (/** @type {string} */ name, /** @type {any[]} */ ...values) =>
    new Promise((resolve, reject) => {
      const id = `call-${++calls}`;
      waiting.set(id, ({ type, name: handler, value }) => {
        if (type === 'HANDLER' && handler === 'throw') reject(new Error(String(value.value?.message ?? value.value)));
        else resolve(value);
      });
      endpoint.send({ id, type: 'APPLY', path: [name], argumentList: values.map((value) => ({ type: 'RAW', value })) });
    });
  const hashOf = (/** @type {string} */ text) => {
    let low = 0x811c9dc5;
    let high = 0x01234567;
    for (let i = 0; i < text.length; i++) {
      low = Math.imul(low ^ text.charCodeAt(i), 0x01000193);
      high = Math.imul(high ^ low, 0x85ebca6b) ^ (high >>> 13);
    }
    return [high, low].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  };
  for (const { name, document } of documents) {
    try {
      await call('load', document);
      await call('runToEnd');
      const report = await call('report');
      tell({ name, events: report.events, trace: report.traceHash, report: hashOf(JSON.stringify(report)) });
    } catch (error) {
      tell({ name, events: 0, trace: 'failed', report: 'failed', error: String(error) });
    }
  }
}
