/** What activity tells of clusters that are gone: the DeleteCluster events of trails. */
export interface ClusterDeletions {
  /** `arn` of the cluster, `at` the time of the event (ISO 8601 UTC). May be told more than once. */
  noteClusterDeletions(deletions: readonly { readonly arn: string; readonly at: string }[]): Promise<void>;
}
