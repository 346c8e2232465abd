/** Thrown for anything wrong with the configuration; the message is one line that names key and file. Exit code 2. */
export class ConfigError extends Error {
  readonly code = "invalid-config";

  constructor(
    message: string,
    readonly file: string,
    readonly keyPath: string | null = null,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = "ConfigError";
  }
}
