/** The IAM policy language: parse, print, compile, decide, analyse. */
export { ALLOW_ALL } from "./allow-all";
export { analyse } from "./analyse";
export type {
  ConditionClause,
  Effect,
  PatternElement,
  PolicyDocument,
  PolicyVersion,
  PrincipalElement,
  PrincipalKind,
  Statement,
} from "./ast";
export { type CompiledPolicy, compilePolicy } from "./compile";
export type { ContestedPoint } from "./contested";
export { decide, decideEvery } from "./decide";
export type { Analysis, AnalysisVerdict, Because, Decision, Outcome } from "./decision";
export type { PolicyError, PolicyErrorCode } from "./errors";
export {
  absentFact,
  completeFacts,
  type Fact,
  type FactInput,
  type Facts,
  knownFact,
  partialFacts,
  patternFact,
  unknownFact,
} from "./facts";
export { type ParseResult, type PolicyKind, parsePolicy } from "./parse";
export { type Caller, callerAccount, parseCaller, sessionOf } from "./principal";
export { printPolicy } from "./print";
export { isReserved, isUnmodifiable } from "./protected";
export { isPublicPolicy } from "./public-policy";
export type { Atom, Expression, StatementSource } from "./remaining";
export { type AccessRequest, type Layer, type LayerName, noLayers, type PolicyLayers } from "./request";
export { principalTags } from "./session-tags";
