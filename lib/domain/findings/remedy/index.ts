/** Text to paste that ends a finding: commands, code, corrected documents. Nothing here is run. */
export { admitSubjects, dropSubjects } from "./admit-subjects";
export {
  type AssociationChange,
  changeAssociation,
  createAssociation,
  deleteAssociations,
  deleteCommand,
  updateCommand,
} from "./associations";
export {
  annotateCommand,
  kubectl,
  metadataNetworkPolicy,
  recreatePodsCommands,
  removeAnnotationCommand,
  serviceAccountManifest,
} from "./kubernetes";
export { letsPodsIn, namesPodIdentity, type PodScope, scopeToPods } from "./pod-scope";
export { addAudience, createProvider, deleteProvider } from "./providers";
export { hclString, jsonText, oneLine, option, shellWord, yamlString } from "./quote";
export { type ResourceText, resourceRemedies, type Setting } from "./resource";
export { deleteRole, inWords } from "./text";
export { TRUST_CHARACTERS, trustLength, trustRemedies } from "./trust";
export { clause, editStatements, trustStatement, withClauses, withoutPrincipal } from "./trust-edits";
export { webIdentityStatements } from "./web-identity";
