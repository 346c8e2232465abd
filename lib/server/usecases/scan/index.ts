export type { EstateSource } from "./ports";
export { runScan, type ScanInput, type ScanSummary, scopeHash } from "./run-scan";
export { type ScanStartCode, ScanStartError } from "./start-error";
