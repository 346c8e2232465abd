/** Checks of the sources themselves; each is a function of text, so that a planted fault can show that it sees. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Files below the folders, as "lib/a/b.ts". */
export async function sources(root: string, folders: readonly string[], ending: RegExp): Promise<readonly string[]> {
  const files: string[] = [];
  for (const folder of folders) {
    const found = await readdir(join(root, folder), { recursive: true });
    files.push(...found.map((file) => `${folder}/${file.replaceAll("\\", "/")}`).filter((file) => ending.test(file)));
  }
  return files.sort();
}

export function text(root: string, file: string): Promise<string> {
  return readFile(join(root, file), "utf8");
}

const handlerNames = "GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS";

/** What of a route file is not `export const GET = guarded(…)`. */
export function unguardedExports(source: string): readonly string[] {
  const exported = [...source.matchAll(/^export\s+(.+)$/gm)].map((match) => match[1] ?? "");
  const guarded = new RegExp(`^const (${handlerNames}) = guarded\\(`);
  const setting = /^const (dynamic|runtime|maxDuration) = /;
  const wrong = exported.filter((each) => !guarded.test(each) && !setting.test(each));
  if (!exported.some((each) => guarded.test(each))) wrong.push("(no guarded handler at all)");
  const from = /import \{[^}]*\bguarded\b[^}]*\} from "@\/lib\/server\/http\/guarded"/;
  if (!from.test(source)) wrong.push("(guarded is not the one of lib/server/http)");
  return wrong;
}

/** Marks of unfinished work, and of tests that do not run. */
export function unfinished(source: string): readonly string[] {
  const marks = [
    /\b(TODO|FIXME|HACK)\b/,
    /\b(it|test|describe)\.(skip|only|todo|fails)\b/,
    /\b(xit|xdescribe|fdescribe)\(/,
  ];
  return source.split("\n").filter((line) => marks.some((mark) => mark.test(line)));
}

/** Pages and layouts are served without a session: nothing in them may ask for what is guarded. */
export function serverDataInPage(source: string): readonly string[] {
  return source.split("\n").filter((line) => /currentContainer|lib\/server|useServer|"use server"/.test(line));
}
