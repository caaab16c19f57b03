/** A queue with Poisson arrivals, one server, unlimited waiting places and any service times (M/G/1). */
export interface GeneralService {
  readonly arrivalRatePerSec: number;
  /** Mean service time. */
  readonly serviceMs: number;
  /** Coefficient of variation of service times: standard deviation divided by the mean. 0 is M/D/1, 1 is M/M/1,
   *  1 / sqrt(k) is Erlang with k stages. */
  readonly variation: number;
}

/** Mean wait of M/G/1, by the formula of Pollaczek and Khinchine (Kleinrock 1975, section 5.6). Exact. Infinite when the
 *  load is 1 or more. */
export function generalServiceWaitMs({ arrivalRatePerSec, serviceMs, variation }: GeneralService): number {
  const load = (arrivalRatePerSec / 1000) * serviceMs;
  return load < 1 ? ((load * serviceMs) / (1 - load)) * ((1 + variation * variation) / 2) : Infinity;
}
