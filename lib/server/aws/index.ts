export type { CallObserver, CallTarget } from "./caller";

export { createEstateSource, type EstateSourceOptions } from "./estate-source";
export { Limits, type LimitsOptions } from "./limits/limits";
export { DEFAULT_TIMEOUTS, type Timeouts } from "./scan-handler";
