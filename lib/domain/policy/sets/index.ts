/** What policies say of all actions at once: permissions of roles, and which roles can do something. */
export { ActionSet } from "./action-set";
export type { Grant, LimitedBy } from "./grants";
export { type PermissionRow, permissionRows, type WrittenPatterns } from "./permission-rows";
export { type PolicySets, SetCompiler, type StatementSets } from "./policy-sets";
export type { MatchedStatement } from "./question";
export { resourcePattern } from "./resource-element";
export { type Overlap, overlap, parseResourcePattern, type ResourcePattern } from "./resource-pattern";
export { PermissionEngine, type RolePermissions, type UnknownAction } from "./role-permissions";
export { type NamedSets, noSetLayers, type RolePolicySets, type SetLayer, type SetLayerName } from "./role-policies";
export { type IndexedRole, RoleIndex, type WhoCanAnswer, type WhoCanMatch, type WhoCanOptions } from "./who-can";
