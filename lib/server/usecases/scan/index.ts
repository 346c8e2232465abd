export type { EstateSource } from "./ports";
export { runScan, type ScanInput, type ScanSummary, scopeHash } from "./run-scan";
export { type ScanHandle, ScanManager, type ScanRunner, ScanRunningError, type ScanTrigger } from "./scan-manager";
export { type ScanStartCode, ScanStartError } from "./start-error";
