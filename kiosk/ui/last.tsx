// The last question: what to bring, who waits, and the touch that takes the number.

import type { ComponentChildren } from "preact";
import { language, t } from "../../protocol/ui/i18n";
import type { Group, Service } from "./agent";
import { Facts, sayFacts, shapeOf } from "./answers";
import { isLarge } from "./comfort";
import { BackKey, Header, Note, Notes, Question } from "./frame";
import { isUsedUp, serviceNamed, state } from "./hall";
import { Icon } from "./icon";
import { Paged } from "./paged";
import { inPairs } from "./paging";
import { takeNumber } from "./taking";
import { Tools } from "./tools";
import { Both, Name, sizeOf } from "./words";

// Papers and groups are read as one list; the room decides how much of it stands on a page.
const ROWS_MAX = 24;

interface Row {
  key: string;
  body: ComponentChildren;
}

export function LastPage({ service: chosen }: { service: Service }) {
  const service = serviceNamed(chosen.code) ?? chosen;
  const rows = isUsedUp(service) ? paperRows(service) : [...paperRows(service), ...groupRows(service)];
  return (
    <main class="page last">
      <div class="upper">
        <Header />
        <Question say={`kiosk.chosen service.${service.code}`}>
          <span class="path">
            <Both text="kiosk.chosen" />
          </span>
          <span class={`chosen ${sizeOf(service)}`}>
            <Name of={service} />
          </span>
        </Question>
        <div class="facts" data-say={sayFacts([service])}>
          <Facts services={[service]} />
        </div>
        <Notes />
        {isUsedUp(service) && <Note icon="info" text="kiosk.sold_out_hint" />}
      </div>
      <Paged
        rows={rows}
        keyOf={(row) => row.key}
        varies={shapeOf([service])}
        rowsMax={ROWS_MAX}
        draw={(row) => row.body}
      />
      <div class="way">
        <BackKey />
        {!isUsedUp(service) && <TakeKey service={service} />}
      </div>
      <Tools />
    </main>
  );
}

function TakeKey({ service }: { service: Service }) {
  return (
    <button
      type="button"
      class="main-button take"
      data-say="kiosk.take"
      onClick={() => takeNumber(service, null)}
    >
      <Both text="kiosk.take" />
    </button>
  );
}

// --- what to bring -----------------------------------------------------------------------------

function papersOf({ papers_vi, papers_en }: Service): string[] {
  const papers = language.value === "vi" || papers_en.length === 0 ? papers_vi : papers_en;
  return papers;
}

function paperRows(service: Service): Row[] {
  return papersOf(service).map((paper, at) => ({
    key: `paper-${at}`,
    body: (
      <>
        {at === 0 && (
          <h2 class="part" data-say={`kiosk.papers papers.${service.code}`}>
            <Icon name="paper" />
            <span>
              <Both text="kiosk.papers" />
            </span>
          </h2>
        )}
        <p class="paper">{paper}</p>
      </>
    ),
  }));
}

// --- who goes first ----------------------------------------------------------------------------

function groupRows(service: Service): Row[] {
  const groups = state.value?.groups ?? [];
  const rows = isLarge.value ? groups.map((group) => [group]) : inPairs(groups);
  return rows.map((row, at) => ({
    key: row.map(({ code }) => code).join("+"),
    body: (
      <>
        {at === 0 && <PriorityHead />}
        <div class="pair">
          {row.map((group) => (
            <GroupAnswer key={group.code} group={group} service={service} />
          ))}
        </div>
      </>
    ),
  }));
}

function PriorityHead() {
  return (
    <div class="priority-head" data-say="kiosk.priority_question">
      <h2 class="part">
        <span>
          <Both text="kiosk.priority_question" />
        </span>
      </h2>
      <p class="priority-hint">{t("kiosk.priority_hint")}</p>
    </div>
  );
}

function GroupAnswer({ group, service }: { group: Group; service: Service }) {
  const isVietnamese = language.value === "vi";
  const evidence = isVietnamese ? group.evidence_vi : group.evidence_en || group.evidence_vi;
  return (
    <button
      type="button"
      class="answer group"
      data-say={`group.${group.code}`}
      onClick={() => takeNumber(service, group.code)}
    >
      <span class="name">
        <Name of={group} />
      </span>
      {evidence && <span class="evidence">{evidence}</span>}
    </button>
  );
}
