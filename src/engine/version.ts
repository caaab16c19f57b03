/** Version of the engine's semantics. It changes with every change that alters the trace of some document. */
export const ENGINE_VERSION = 2;
