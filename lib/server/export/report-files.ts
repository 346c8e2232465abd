/** Finished reports: `reports/ID/` in the data folder holds the file, its manifest, its signature and `job.json`. */
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { ReportJob } from "@/lib/contracts/api";
import type { ReportFiles } from "@/lib/server/usecases/reports/ports";

/** ULID: nothing else becomes part of a path. */
const ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
/** As they are named by us. */
const NAME = /^podlens_[a-z0-9-]+_[0-9TZ]+\.(pdf|xlsx|json|csv)$/;

/** What an earlier process left unfinished is removed. */
export async function openReportFiles(dataDir: string): Promise<ReportFiles> {
  const root = join(dataDir, "reports");
  await mkdir(root, { recursive: true, mode: 0o700 });
  for (const name of await readdir(root)) if (name.endsWith(".part")) await rm(join(root, name), { recursive: true });
  const folder = (id: string) => {
    if (!ID.test(id)) throw new Error("not the id of a report");
    return join(root, id);
  };
  async function job(id: string): Promise<ReportJob | null> {
    if (!ID.test(id)) return null;
    try {
      const read = JSON.parse(await readFile(join(folder(id), "job.json"), "utf8")) as ReportJob;
      return read.id === id && read.file !== null && NAME.test(read.file.name) ? read : null;
    } catch {
      return null;
    }
  }
  return {
    async begin(id) {
      const part = `${folder(id)}.part`;
      await mkdir(part, { mode: 0o700 });
      const file = await open(join(part, "file"), "w", 0o600);
      let closed = false;
      const close = async () => {
        if (!closed) await file.close();
        closed = true;
      };
      return {
        write: async (bytes) => {
          await file.writeFile(bytes);
        },
        async commit(done, manifest) {
          await file.sync();
          await close();
          const name = done.file?.name ?? "";
          if (!NAME.test(name)) throw new Error("not the name of a report");
          const options = { mode: 0o600 };
          await rename(join(part, "file"), join(part, name));
          await writeFile(join(part, `${name}.manifest.json`), manifest.text, options);
          if (manifest.signature) await writeFile(join(part, `${name}.manifest.json.sig`), manifest.signature, options);
          await writeFile(join(part, "job.json"), `${JSON.stringify(done)}\n`, options);
          await rename(part, folder(id));
        },
        async discard() {
          await close();
          await rm(part, { recursive: true, force: true });
        },
      };
    },
    async list() {
      const names = (await readdir(root)).filter((name) => ID.test(name));
      const jobs = await Promise.all(names.map(job));
      return jobs.filter((each) => each !== null);
    },
    async read(id, what) {
      const known = await job(id);
      if (!known?.file) return null;
      const beside = what === "file" ? "" : what === "manifest" ? ".manifest.json" : ".manifest.json.sig";
      const name = `${known.file.name}${beside}`;
      const path = join(folder(id), name);
      const size = await stat(path).then(
        (found) => found.size,
        () => null,
      );
      if (size === null) return null;
      return { name, size, stream: Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array> };
    },
    remove: (id) => rm(folder(id), { recursive: true, force: true }),
  };
}
