/** The API as pages and handlers see it. */
export type * from "./account-detail";
export type * from "./binding";
export type * from "./census";
export type * from "./cluster-detail";
export type * from "./clusters";
export * from "./common";
export * from "./coverage";
export type * from "./overview";
export * from "./paths";
export type * from "./policy";
export type * from "./policy-detail";
export * from "./roles";
export type * from "./scan";
export * from "./search";
export * from "./session";
export type * from "./snapshots";
export type * from "./status";
export * from "./workloads";
