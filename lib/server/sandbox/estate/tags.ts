/** Tags of a resource, key → value. */
export type Tags = Readonly<Record<string, string>>;
