/** One resource written for Terraform, CloudFormation and Crossplane: the settings that change, nothing else. */
import type { Remedy } from "../finding";
import { hclString, hclTemplate, identifier, jsonText, logicalId, objectName, oneLine, yamlString } from "./quote";

/** `json`: a policy document, text as printed. */
export type Setting = string | boolean | readonly string[] | { readonly json: string };

export interface ResourceText {
  /** What the resource stands for, for names and comments. */
  readonly name: string;
  readonly note: string;
  readonly terraform: { readonly type: string; readonly settings: Settings };
  readonly cloudformation: { readonly type: string; readonly settings: Settings };
  readonly crossplane: {
    readonly apiVersion: string;
    readonly kind: string;
    /** How AWS knows it; null = it is made anew. */
    readonly externalName: string | null;
    readonly settings: Settings;
  };
}

export type Settings = readonly (readonly [name: string, value: Setting])[];

/** `title`: what it does, in a few words. */
export function resourceRemedies(title: string, of: ResourceText): readonly Remedy[] {
  return [
    { format: "terraform", title, text: terraform(of) },
    { format: "cloudformation", title, text: cloudformation(of) },
    { format: "crossplane", title, text: crossplane(of) },
  ];
}

function terraform({ name, note, terraform: { type, settings } }: ResourceText): string {
  const width = Math.max(...settings.map(([key]) => key.length));
  const lines = settings.map(([key, value]) => `  ${key.padEnd(width)} = ${hclValue(value)}`);
  return [`# ${oneLine(note)}`, `resource "${type}" "${identifier(name)}" {`, ...lines, "}"].join("\n");
}

function hclValue(value: Setting): string {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return hclString(value);
  if ("json" in value) return `<<-JSON\n${indented(hclTemplate(jsonText(value.json)), 4)}\n  JSON`;
  return `[${value.map(hclString).join(", ")}]`;
}

function cloudformation({ name, note, cloudformation: { type, settings } }: ResourceText): string {
  const lines = settings.map(([key, value]) => `      ${key}: ${yamlValue(value, 8)}`);
  return [
    `# ${oneLine(note)}`,
    "Resources:",
    `  ${logicalId(name)}:`,
    `    Type: ${type}`,
    "    Properties:",
    ...lines,
  ].join("\n");
}

function yamlValue(value: Setting, indent: number): string {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return yamlString(value);
  if ("json" in value) return `\n${indented(jsonText(value.json), indent)}`;
  return `[${value.map(yamlString).join(", ")}]`;
}

function crossplane({ name, note, crossplane: { apiVersion, kind, externalName, settings } }: ResourceText): string {
  const lines = settings.map(([key, value]) => `    ${key}: ${crossplaneValue(value)}`);
  const external =
    externalName === null ? [] : ["  annotations:", `    crossplane.io/external-name: ${yamlString(externalName)}`];
  return [
    `# ${oneLine(note)}`,
    `apiVersion: ${apiVersion}`,
    `kind: ${kind}`,
    "metadata:",
    `  name: ${yamlString(objectName(name))}`,
    ...external,
    "spec:",
    "  forProvider:",
    ...lines,
  ].join("\n");
}

/** A policy document is a text there, not an object. */
function crossplaneValue(value: Setting): string {
  if (typeof value === "object" && "json" in value) return `|\n${indented(jsonText(value.json), 6)}`;
  return yamlValue(value, 6);
}

function indented(text: string, by: number): string {
  const margin = " ".repeat(by);
  return text
    .split("\n")
    .map((line) => margin + line)
    .join("\n");
}
