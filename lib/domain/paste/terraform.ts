/** Text for Terraform. Source: Terraform language, "Strings and Templates". */

/** A quoted string in which nothing is a template. */
export function hclString(text: string): string {
  return withoutTemplates(JSON.stringify(text));
}

/** JSON as a heredoc, in which policy variables ("${aws:username}") stay what they are. */
export function hclJson(json: string): string {
  return `<<-JSON\n${indented(withoutTemplates(json), 4)}\n  JSON`;
}

/** In a replacement text "$$" would mean "$". */
function withoutTemplates(text: string): string {
  return text.replaceAll("${", () => "$${").replaceAll("%{", "%%{");
}

/** A name for a resource: letters, digits and "_". */
export function hclName(text: string): string {
  const name = text.replace(/[^A-Za-z0-9_]+/g, "_").replace(/^_+|_+$/g, "");
  return /^[A-Za-z_]/.test(name) ? name : `r_${name}`;
}

export function indented(text: string, spaces: number): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? line : " ".repeat(spaces) + line))
    .join("\n");
}
