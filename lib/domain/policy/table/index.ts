/** The table of all AWS actions. */
export { type ActionResourceType, ActionTable, type IdRange, type ResourceType } from "./action-table";
export { compareTables, describeDifference, type TableDifference } from "./difference";
export { loadActionTable } from "./load";
export { type ActionSource, packTable, printTable, type ServiceSource, type TableSource } from "./pack";
export { ACCESS_LEVELS, type AccessLevel, type PackedTable } from "./packed";
