/** Compiling documents, the permissions of 5,000 roles, who-can over all of them. */
import { compilePolicy, type PolicyDocument, parsePolicy } from "@/lib/domain/policy";
import { type IndexedRole, PermissionEngine, RoleIndex, SetCompiler } from "@/lib/domain/policy/sets";
import { type ActionTable, loadActionTable } from "@/lib/domain/policy/table";
import { held, megabytes, ms, percentile, time } from "../measure";
import type { Benchmark, Report } from "../report";
import { type Spent, spent } from "./clock";
import { type NamedText, readDocuments } from "./documents";
import { estateOf } from "./estate";

const ROLES = 5_000;

export const benchmark: Benchmark = {
  async run(report, args) {
    const table = await loadActionTable();
    const texts = await readDocuments(report, args, table);
    const documents = compileAll(report, texts, table);
    const compiler = new SetCompiler(table);
    const managed = documents.map(({ name, document }) => ({ name, sets: compiler.compile(name, document) }));
    const roles = estateOf(compiler, managed, ROLES);
    permissionsOfAll(report, compiler, roles);
    whoCan(report, compiler, roles);
  },
};

function compileAll(report: Report, texts: readonly NamedText[], table: ActionTable) {
  const parse = () =>
    texts.flatMap(({ name, text }) => {
      const parsed = parsePolicy(text);
      return parsed.ok ? [{ name, document: parsed.document }] : [];
    });
  const parsing = spent(5, parse);
  const documents: readonly { readonly name: string; readonly document: PolicyDocument }[] = parse();
  if (documents.length < texts.length)
    report.note(`${texts.length - documents.length} documents are no valid policies.`);
  const compiling = spent(9, () => {
    const compiler = new SetCompiler(table);
    for (const { name, document } of documents) {
      compilePolicy(document, name);
      const sets = compiler.compile(name, document);
      if (sets.allowMay.isEmpty && sets.denyMay.isEmpty && sets.statements.length > 100) throw new Error(name);
    }
  });
  rows(report, `parse ${documents.length} documents from text`, parsing, null);
  rows(report, `compile ${documents.length} documents`, compiling, 150);
  return documents;
}

function permissionsOfAll(report: Report, compiler: SetCompiler, roles: readonly IndexedRole[]): void {
  const all = () => {
    const engine = new PermissionEngine(compiler);
    return roles.map(({ policies }) => engine.permissions(policies));
  };
  const found = spent(9, all);
  const { megabytes: size, result } = held(all);
  const actions = result.reduce((sum, { may }) => sum + may.size, 0);
  report.note(
    `${roles.length} roles × ${compiler.table.size} actions: ${Math.round(actions / roles.length)} possible a role.`,
  );
  rows(report, `action sets of ${roles.length} roles`, found, 100);
  row(report, `action sets of ${roles.length} roles, memory`, megabytes(size), "≤ 20 MB", size <= 20);
}

function whoCan(report: Report, compiler: SetCompiler, roles: readonly IndexedRole[]): void {
  const { ms: building, result: index } = time(() => new RoleIndex(new PermissionEngine(compiler), roles));
  row(report, `index of ${roles.length} roles`, ms(building), "");
  const questions = Array.from({ length: 40 }, (_, i): readonly (readonly [string, string | null])[] => [
    ["s3:GetObject", `arn:aws:s3:::app-${i * 97}/*`],
    ["s3:GetObject", `arn:aws:s3:::app-${i * 97}/report.csv`],
    ["dynamodb:*", `arn:aws:dynamodb:eu-west-1:${100_000_000_000 + i}:table/app-${i}-x`],
    ["iam:PassRole", null],
    ["iam:PassRole", `arn:aws:iam::${100_000_000_000 + i}:role/protected-${i}-a`],
    ["ec2:RunInstances", null],
    ["secretsmanager:Get*", `arn:aws:secretsmanager:*:*:secret:team-${i}*`],
    ["kms:Decrypt", `arn:aws:kms:eu-west-1:${100_000_000_000 + i}:key/1`],
    ["sts:AssumeRole", "arn:aws:iam::*:role/*"],
    ["eks:*", null],
  ]).flat();
  for (const [action, resource] of questions.slice(0, 20)) index.whoCan(action, resource);
  // Each question's shortest of three: what it takes, and not what the machine does beside.
  const times = questions.map(([action, resource]) => spent(3, () => index.whoCan(action, resource)));
  const walls = times.map(({ best }) => best);
  const cpus = times.map(({ cpu }) => cpu);
  const p95 = percentile(cpus, 0.95);
  row(report, `who can, ${questions.length} questions, median`, ms(percentile(walls, 0.5)), "");
  row(report, `who can, ${questions.length} questions, 95 %`, ms(percentile(walls, 0.95)), "");
  row(report, `who can, ${questions.length} questions, 95 %, CPU`, ms(p95), "≤ 20 ms", p95 <= 20);
  row(report, 'who can do anything at all ("*")', ms(time(() => index.whoCan("*", null)).ms), "");
}

/** The goal is for CPU time: of all clocks, the rest of the machine disturbs it least. */
function rows(report: Report, name: string, { first, best, median, cpu }: Spent, goal: number | null): void {
  row(report, `${name}, first time`, ms(first), "");
  row(report, `${name}, warm, median`, ms(median), "");
  row(report, `${name}, warm, best`, ms(best), "");
  row(report, `${name}, warm, CPU`, ms(cpu), goal === null ? "" : `≤ ${goal} ms`, goal === null ? null : cpu <= goal);
}

function row(report: Report, name: string, ours: string, goal: string, met: boolean | null = null): void {
  report.row({ name, ours, against: "", ratio: "", goal, met });
}
