/** Results go to stdout, everything else to stderr. */

export class BrokenPipe extends Error {
  readonly code = "cli/broken-pipe";
  override readonly name = "BrokenPipe";
}

export interface Output {
  /** Bytes or text to stdout, no faster than they are taken. Throws BrokenPipe once nobody reads any more. */
  result(chunk: string | Uint8Array): Promise<void>;
  /** One line to stderr. */
  message(line: string): void;
  readonly stderr: NodeJS.WriteStream;
}

export function processOutput(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Output {
  let failure: Error | null = null;
  let wake: () => void = () => undefined;
  stdout.on("drain", () => wake());
  stdout.on("error", (error: Error) => {
    failure ??= isBroken(error) ? new BrokenPipe("nobody reads the output") : error;
    wake();
  });
  // Nobody to tell.
  stderr.on("error", () => undefined);
  return {
    stderr,
    message: (line) => void stderr.write(`${plain(line)}\n`),
    async result(chunk) {
      if (failure === null && !stdout.write(chunk)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (failure) throw failure;
    },
  };
}

function isBroken(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "EPIPE" || code === "ERR_STREAM_DESTROYED" || code === "ECONNRESET";
}

/** One line without control characters: names from outside must not drive the terminal. */
export function plain(text: string): string {
  return text.replace(/[\r\n\t]+/g, " ").replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu, "\uFFFD");
}
