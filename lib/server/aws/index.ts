export type { CallObserver, CallTarget } from "./caller";
export { DEFAULT_TIMEOUTS, type Timeouts } from "./clients";
export { createEstateSource, type EstateSourceOptions } from "./estate-source";
export { Limits, type LimitsOptions } from "./limits/limits";
