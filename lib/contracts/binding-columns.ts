/** Columns of bindings in CSV, in this order. */
export const bindingColumns = [
  "id",
  "mechanism",
  "clusterArn",
  "issuer",
  "namespace",
  "serviceAccount",
  "pattern",
  "associationArn",
  "roleArn",
  "targetRoleArn",
  "credentialRoleArn",
  "verdict",
  "effective",
  "reasons",
  "evidence",
  "readAt",
] as const;
