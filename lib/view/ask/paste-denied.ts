/** An AccessDenied message: whom it was said to, which statement is behind it, and whether the engine agrees. */
import { type CanWay, type PasteAnswer, pageHref, type StatementEvidence } from "@/lib/contracts/api";
import type { DenialMessage } from "@/lib/domain/access/denial-message";
import type { Profile } from "@/lib/domain/access/profile";
import { parseArn } from "@/lib/domain/aws/arn";
import { roleRef } from "../refs";
import type { SnapshotView } from "../snapshot-view";
import type { WorkloadEntry } from "../workload-rows";
import { askCan } from "./can";
import {
  NOTHING,
  policyLink,
  roleLinks,
  sessionNameOf,
  shownWorkloads,
  withSession,
  workloadsOfRole,
} from "./paste-parts";
import { roleArnOf } from "./subject";

/** Sets of credentials of one role that are asked one by one. */
const ASKED = 20;

interface Answered {
  readonly can: NonNullable<PasteAnswer["can"]>;
  readonly way: CanWay | null;
  readonly workloads: readonly WorkloadEntry[];
}

export function deniedAnswer(view: SnapshotView, message: DenialMessage): PasteAnswer {
  const { principal, action, resource, reason } = message;
  const roleArn = principal === null ? null : roleArnOf(view, principal);
  if (roleArn === null || !view.model.roleByArn.has(roleArn)) return ofStranger(view, message, roleArn);
  const session = sessionNameOf(parseArn(principal ?? "")?.resource ?? "");
  const all = withSession(view, workloadsOfRole(view, roleArn), session);
  const answers = askEach(view, roleArn, all, message);
  const fitting = answers.filter(({ way }) => fits(way, message));
  const chosen = (fitting.length > 0 ? fitting : answers)[0] ?? null;
  const found = fitting.length > 0 && all.length > 0 ? inOrder(all, fitting) : all;
  const way = chosen?.way ?? null;
  const cause = causeOf(way, message);
  const verdict = way?.decision ?? null;
  const links = [
    ...(cause?.href ? [{ title: `The statement in ${cause.policy}`, href: cause.href }] : []),
    ...(cause === null ? policyLink(view, roleArn, message) : []),
    ...shownWorkloads(found).links,
    ...roleLinks(roleArn),
    { title: `Who can ${action}`, href: pageHref("/ask", { action, resource: resource ?? "" }) },
  ];
  return {
    kind: "access-denied",
    title: "An AccessDenied message",
    sentence: denialSentence(message, all.length, found, way, cause),
    ...shownWorkloads(found),
    role: roleRef(view, roleArn),
    // A denial that depends on the request, or on what was not read, is no contradiction.
    denial: { principal, action, resource, reason, verdict, agrees: verdict === null ? null : verdict !== "allowed" },
    cause,
    can: chosen?.can ?? null,
    links,
  };
}

/** The role's credentials by what tells them apart: tags, session policy. The message is about what they do themselves. */
function askEach(
  view: SnapshotView,
  roleArn: string,
  workloads: readonly WorkloadEntry[],
  { action, resource, context }: DenialMessage,
): readonly Answered[] {
  const index = view.access();
  const groups = new Map<Profile, WorkloadEntry[]>();
  for (const entry of workloads)
    for (const binding of entry.bindings) {
      const profile = binding.credentialRoleArn === roleArn ? index.profileOf(binding) : null;
      if (!profile) continue;
      const known = groups.get(profile);
      if (known) known.push(entry);
      else groups.set(profile, [entry]);
      break;
    }
  const subjects = [...groups.values()].slice(0, ASKED).map((group) => ({ subject: group[0]!.row.id, group }));
  // A role that no pod has for itself: another one assumed it.
  const asked = subjects.length > 0 ? subjects : [{ subject: roleArn, group: [] }];
  return asked.flatMap(({ subject, group }) => {
    const can = askCan(view, { subject, action, resource: resource ?? "*", context, direct: true });
    const way = can?.ways.find(({ role }) => role.arn === roleArn) ?? null;
    return can ? [{ can: way ? { ...can, ways: [way] } : can, way, workloads: group }] : [];
  });
}

/** What the engine finds can have been answered with this message. */
function fits(way: CanWay | null, { layer, explicit }: DenialMessage): boolean {
  if (way === null || way.decision === "allowed") return false;
  const named = layer === null ? null : way.layers.find((each) => each.layer === layer);
  if (!named) return true;
  if (explicit) return named.state === "denies" || named.state === "conditional" || named.state === "not-read";
  return named.state !== "none" && named.state !== "allows" && named.state !== "denies";
}

function inOrder(all: readonly WorkloadEntry[], answers: readonly Answered[]): readonly WorkloadEntry[] {
  const fitting = new Set(answers.flatMap(({ workloads }) => workloads));
  return fitting.size === 0 ? all : all.filter((entry) => fitting.has(entry));
}

function causeOf(way: CanWay | null, { layer, policy }: DenialMessage): StatementEvidence | null {
  const denying = (way?.layers ?? []).flatMap((each) =>
    each.statements.filter(({ effect }) => effect === "Deny").map((statement) => ({ layer: each.layer, statement })),
  );
  const named = denying.find(({ statement }) => policy !== null && statement.policyArn === policy);
  const found = named ?? denying.find((each) => each.layer === layer) ?? denying[0];
  return found?.statement ?? null;
}

/** Told to nobody that the snapshot knows; where pods get no credentials at all, those are told of whom that is known. */
function ofStranger(view: SnapshotView, message: DenialMessage, roleArn: string | null): PasteAnswer {
  const { principal, action, resource, reason } = message;
  const mechanism =
    action === "sts:AssumeRoleWithWebIdentity"
      ? "irsa"
      : /^(eks-auth:AssumeRoleForPodIdentity|sts:AssumeRole)$/.test(action)
        ? "pod-identity"
        : null;
  const without =
    principal === null && mechanism !== null
      ? view
          .workloads()
          .filter(({ bindings }) => bindings.some((each) => each.mechanism === mechanism && each.verdict === "denied"))
      : [];
  const kind = mechanism === "irsa" ? "IRSA" : "Pod Identity";
  const sentences = [
    principal !== null
      ? `${action} was denied to ${principal}, whose role is not in the snapshot.`
      : `${action} was denied; the message does not say to whom.`,
    ...(without.length > 0
      ? [`${without.length} ${without.length === 1 ? "workload is" : "workloads are"} denied a role by ${kind}.`]
      : []),
    ...encodedHint(message),
  ];
  const { workloads, workloadCount, links } = shownWorkloads(without);
  return {
    ...NOTHING,
    kind: "access-denied",
    title: "An AccessDenied message",
    sentence: sentences.join(" "),
    workloads,
    workloadCount,
    role: roleArn === null ? null : roleRef(view, roleArn),
    denial: { principal, action, resource, reason, verdict: null, agrees: null },
    links: [...links, { title: `Who can ${action}`, href: pageHref("/ask", { action, resource: resource ?? "" }) }],
  };
}

function encodedHint({ encoded, principal }: DenialMessage): readonly string[] {
  if (!encoded || principal !== null) return [];
  return ["The rest is encoded: paste what aws sts decode-authorization-message answers."];
}

function denialSentence(
  { action, reason, layer }: DenialMessage,
  all: number,
  found: readonly WorkloadEntry[],
  way: CanWay | null,
  cause: StatementEvidence | null,
): string {
  const who = all === 1 ? "1 workload has" : `${all} workloads have`;
  const left = found.length < all ? ` It fits ${found.length} of them.` : "";
  const why = reason === null ? "" : ` The message says: ${reason}.`;
  const lacking =
    way?.layers.find((each) => each.layer === layer && each.state === "silent") ??
    way?.layers.find((each) => each.state === "silent");
  const ours = {
    denied: cause ? " A statement denies it." : ` ${lacking?.text ?? "Nothing that was read allows it."}`,
    conditional: " What was read allows it only under conditions.",
    unknown: " What was not read decides it.",
    allowed: " What was read allows it: something that was not read denies it, or it was changed since.",
  }[way?.decision ?? "unknown"];
  return `${action} was denied to a role that ${who}.${left}${why}${ours}`;
}
