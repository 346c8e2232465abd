/** The map: what it is made from, what it answers, how it is laid out. */
export { buildGraphSource, type OnwardRole, type SourceOptions } from "./adapter";
export { answerGraph, type GraphAnswer } from "./answer";
export type { GraphSource } from "./source";
