/** What W1 and W2 are, in seconds, for all libraries alike. */
export const SINGLE = { rate: 0.8, serviceSeconds: 1 };
export const CHAIN = {
  rate: 500,
  tiers: [
    { workers: 64, seconds: 0.002 },
    { workers: 32, seconds: 0.02 },
    { workers: 16, seconds: 0.008 },
  ],
  queueCapacity: 1000,
  timeoutSeconds: 0.25,
  backoffSeconds: 0.05,
  mostTries: 3,
};
