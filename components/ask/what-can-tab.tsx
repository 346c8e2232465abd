"use client";
import type { FormEvent } from "react";
import { LayersNotRead } from "@/components/shared/layers-not-read";
import { Link } from "@/components/shared/link";
import { counted } from "@/components/shared/number";
import { Section } from "@/components/shared/page-header";
import { ReachedRoles } from "@/components/shared/reached-roles";
import { ServiceMatrix } from "@/components/shared/service-matrix";
import { Empty, Failed, Loading } from "@/components/shared/states";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import { pageHref, type WhatCanAnswer } from "@/lib/contracts/api";
import { AnswerLine } from "./answer-line";
import { Grants } from "./grants";
import { ThingField, useDraft } from "./question-fields";
import { SubjectName } from "./subject-name";
import { useAskAddress } from "./use-ask-address";
import { WhatCanExport } from "./what-can-export";

const reaches = [
  { value: "all", label: "With roles it can assume" },
  { value: "direct", label: "Its own credentials only" },
] as const;

/** Everything that a workload or role can do, by service and access level, down to statements. */
export function WhatCanTab() {
  const [address, setAddress] = useAskAddress();
  const [draft, setDraft] = useDraft({ subject: address.subject });
  function ask(event: FormEvent) {
    event.preventDefault();
    void setAddress({ subject: draft.subject.trim(), service: null, level: null });
  }
  return (
    <>
      <form
        onSubmit={ask}
        className="grid items-end gap-2 px-4 py-3 sm:px-gutter md:grid-cols-[minmax(0,36rem)_auto_auto] md:justify-start"
      >
        <ThingField
          label="Workload or role"
          kinds={["workload", "role"]}
          value={draft.subject}
          onChange={(subject) => setDraft({ subject })}
          placeholder="namespace/service-account, or a role ARN"
        />
        <Select
          label="Reach"
          value={address.reach}
          options={reaches}
          onChange={(event) =>
            void setAddress({ reach: reaches.find((each) => each.value === event.target.value)?.value ?? "all" })
          }
        />
        <Button variant="primary" type="submit">
          Ask
        </Button>
      </form>
      {address.subject === "" ? (
        <Empty title="Name a workload or a role">Start to type its name; what fits is offered.</Empty>
      ) : (
        <Answer subject={address.subject} reach={address.reach} service={address.service} level={address.level} />
      )}
    </>
  );
}

function Answer({
  subject,
  reach,
  service,
  level,
}: {
  subject: string;
  reach: "all" | "direct";
  service: string;
  level: string;
}) {
  const query = { subject, reach };
  const answer = useEstateQuery<WhatCanAnswer>("/api/ask/what-can", query, { keepPrevious: true });
  if (answer.isError) return <Failed error={errorBody(answer.error)} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Loading rows={10} />;
  const { data } = answer.data;
  const limited = data.layersNotRead.length > 0 || data.openEnded || data.unknownActions.length > 0;
  return (
    <div className={cx("flex flex-col", answer.isPlaceholderData && "opacity-70")}>
      <div className="flex flex-col gap-2 px-4 pb-4 sm:px-gutter">
        <AnswerLine sentence={data.sentence} actions={<WhatCanExport query={query} services={data.services} />} />
        <div className="text-n8">
          <SubjectName subject={data.subject} />
        </div>
        {limited ? (
          <div className="flex max-w-page flex-col gap-1">
            {data.openEnded ? (
              <Notice icon="warning">A policy of it was not read or is not valid: it may do more than is shown.</Notice>
            ) : null}
            <LayersNotRead layers={data.layersNotRead} />
            {data.unknownActions.length > 0 ? (
              <p className="text-n8">
                Not in AWS's list of actions: <code className="break-all">{data.unknownActions.join(", ")}</code>
              </p>
            ) : null}
          </div>
        ) : null}
      </div>
      <Section title="By service and access level" note={counted(data.services.length, "service", "services")}>
        <ServiceMatrix
          services={data.services}
          chosen={{ service, level }}
          hrefOf={(each) =>
            pageHref("/ask", { tab: "what-can", subject, reach: reach === "all" ? undefined : reach, ...each })
          }
        />
      </Section>
      {service === "" ? null : (
        <Section
          title={`Grants of ${data.services.find((each) => each.service === service)?.name ?? service}`}
          note={
            <Link href={pageHref("/ask", { tab: "what-can", subject })} className="link" scroll={false}>
              Close
            </Link>
          }
          id="grants"
        >
          <Grants subject={subject} reach={reach} service={service} level={level} />
        </Section>
      )}
      {data.reached.length > 0 ? (
        <Section title="Roles that its credentials can assume" note={counted(data.reached.length, "role", "roles")}>
          <ReachedRoles reached={data.reached} />
        </Section>
      ) : null}
    </div>
  );
}
