/** Mean sojourn time when each arrival joins the shortest of `choices` queues drawn at random from very many, each with one
 *  server and exponential service. `load` is per server. Approximate: the limit of many servers (mean field); with 100
 *  servers its error is below about 2 % up to a load of 0.9 (Mitzenmacher 1996, table 1). Exact for one choice. */
export function bestOfChoicesMs(options: { readonly load: number; readonly choices: number; readonly serviceMs: number }): number {
  const { load, choices, serviceMs } = options;
  if (load >= 1) return Infinity;
  if (choices === 1) return serviceMs / (1 - load);
  // Shares of queues with at least i requests fall doubly exponentially: load^((d^i - 1) / (d - 1)).
  let services = 0;
  for (let i = 1, share = load; i <= 10_000 && share > 1e-18; i++) {
    services += share / load;
    share = load * power(share, choices);
  }
  return services * serviceMs;
}

function power(base: number, exponent: number): number {
  let product = 1;
  for (let i = 0; i < exponent; i++) product *= base;
  return product;
}
