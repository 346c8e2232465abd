"use client";
import { debounce } from "nuqs";
import { counted, formatNumber } from "@/components/shared/number";
import { verdictWord } from "@/components/shared/verdict";
import { Button } from "@/components/ui/button";
import { FacetFilter } from "@/components/ui/facet-filter";
import { SearchInput } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { WhoCanAnswer } from "@/lib/contracts/api";
import type { Verdict } from "@/lib/domain/identity/binding";
import { useAskAddress } from "./use-ask-address";

const directness = [
  { value: "all", label: "Direct and onward" },
  { value: "direct", label: "Direct only" },
  { value: "onward", label: "Onward only" },
] as const;

const overlaps = [
  { value: "all", label: "All or a part" },
  { value: "full", label: "All of it" },
  { value: "partial", label: "A part of it" },
] as const;

/** Narrows the answer; how many are left stands beside. */
export function WhoCanFilters({ answer, onClear }: { answer: WhoCanAnswer; onClear: () => void }) {
  const [address, setAddress] = useAskAddress();
  const { facets, matched, total } = answer;
  const filtered =
    matched !== total ||
    address.q !== "" ||
    [address.verdict, address.account, address.cluster, address.namespace].some((values) => values.length > 0) ||
    address.directness !== "all" ||
    address.overlap !== "all" ||
    address.system !== "all";
  const set = (name: "verdict" | "account" | "cluster" | "namespace") => (values: readonly string[]) =>
    void setAddress({ [name]: values.length === 0 ? null : [...values] });
  return (
    <div data-chrome className="flex flex-wrap items-center gap-2">
      <SearchInput
        label="Search in the answer"
        placeholder="Workload or role"
        value={address.q}
        onChange={(event) =>
          void setAddress({ q: event.target.value }, { history: "replace", limitUrlUpdates: debounce(250) })
        }
        maxLength={2048}
        className="w-56"
      />
      <FacetFilter
        title="Verdict"
        options={facets.verdict.map((facet) => ({ ...facet, label: verdictWord(facet.value as Verdict) }))}
        chosen={address.verdict}
        onChange={set("verdict")}
      />
      <FacetFilter title="Account" options={facets.account} chosen={address.account} onChange={set("account")} />
      <FacetFilter title="Cluster" options={facets.cluster} chosen={address.cluster} onChange={set("cluster")} />
      <FacetFilter
        title="Namespace"
        options={facets.namespace}
        chosen={address.namespace}
        onChange={set("namespace")}
      />
      <Select
        label="Direct or onward"
        value={address.directness}
        options={directness}
        onChange={(event) =>
          void setAddress({ directness: directness.find((each) => each.value === event.target.value)?.value ?? "all" })
        }
      />
      <Select
        label="How much of what was asked"
        value={address.overlap}
        options={overlaps}
        onChange={(event) =>
          void setAddress({ overlap: overlaps.find((each) => each.value === event.target.value)?.value ?? "all" })
        }
      />
      <Button
        aria-pressed={address.system === "no"}
        onClick={() => void setAddress({ system: address.system === "no" ? null : "no" })}
        className="font-normal aria-pressed:border-n8 aria-pressed:font-medium"
      >
        {address.system === "no" ? "System hidden" : "Hide system"}
      </Button>
      {filtered ? (
        <Button variant="quiet" onClick={onClear}>
          Clear
        </Button>
      ) : null}
      <p role="status" className="tnum ml-auto text-n8">
        {matched === total
          ? counted(total, "workload", "workloads")
          : `${formatNumber(matched)} of ${counted(total, "workload", "workloads")}`}
      </p>
    </div>
  );
}
