// The three questions: which field, which service, which class.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { language, t } from "../../protocol/ui/i18n";
import type { Field, Group, Service } from "./agent";
import { chooseField, chooseService, isLarge, page, state, takeNumber } from "./flow";
import { Notes, Question } from "./frame";
import { Icon } from "./icon";
import { inPairs, pagesOf, textHeight } from "./paging";
import { Both, Name, waitingKey } from "./words";

// Pixels of the 1080 × 1920 screen; they follow the sizes in the style sheet.
const ROOM = 1_180;
const ROOM_UNDER_TAKE = 640;
const GAP = 28;
const ROW_PADDING = 62;
const COUNT_LINE = 62;
const ANSWERS_MAX = 6;

const shown = signal(0);

/** Answers on as many pages as they need, with a way to turn them. */
function Paged<Row>({ pages, draw }: { pages: Row[][]; draw: (row: Row) => ComponentChildren }) {
  useEffect(() => void (shown.value = 0), [page.value, isLarge.value]);
  const at = Math.min(shown.value, pages.length - 1);
  return (
    <>
      <ul class="answers">{pages[at]?.map(draw)}</ul>
      {pages.length > 1 && (
        <nav class="turner" aria-label={t("kiosk.page_of", { page: at + 1, pages: pages.length })}>
          <button type="button" class="key" disabled={at === 0} onClick={() => (shown.value = at - 1)}>
            <Icon name="back" />
            <span>{t("kiosk.previous_page")}</span>
          </button>
          <p class="figures">
            {at + 1}/{pages.length}
          </p>
          <button
            type="button"
            class="key"
            disabled={at === pages.length - 1}
            onClick={() => (shown.value = at + 1)}
          >
            <span>{t("kiosk.next_page")}</span>
            <Icon name="next" />
          </button>
        </nav>
      )}
    </>
  );
}

function zoomed(size: number): number {
  return isLarge.value ? size * 1.35 : size;
}

// --- fields ------------------------------------------------------------------------------------

export function FieldsPage() {
  const fields = state.value?.fields ?? [];
  const rows = isLarge.value ? fields.map((field) => [field]) : inPairs(fields);
  const rowsMax = isLarge.value ? 4 : ANSWERS_MAX / 2;
  const room = { height: Infinity, gap: 0, rowsMax };
  return (
    <>
      <Question>
        <Both text="kiosk.ask_field" />
      </Question>
      <Notes />
      {fields.length === 0 && (
        <p class="nothing">
          <Both text="kiosk.empty" />
        </p>
      )}
      <Paged
        pages={pagesOf(rows, () => 0, room)}
        draw={(row) => (
          <li class="pair" key={row[0]?.code}>
            {row.map((field) => (
              <FieldCard key={field.code} field={field} />
            ))}
          </li>
        )}
      />
    </>
  );
}

function FieldCard({ field }: { field: Field }) {
  const isVietnamese = language.value === "vi";
  const hint = isVietnamese ? field.hint_vi : field.hint_en;
  return (
    <button type="button" class="answer field" onClick={() => chooseField(field)}>
      <span class="name">
        <Name of={field} />
      </span>
      {hint && <span class="hint">{hint}</span>}
      <Waiting services={field.services} />
    </button>
  );
}

function Waiting({ services }: { services: Service[] }) {
  const counts = services.map((service) => service.waiting);
  if (counts.some((count) => count === null)) return null;
  const count = counts.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  const isClosed = services.every((service) => service.open_counters === 0);
  return (
    <span class="count figures">
      <span class="waiting">
        <Both text={waitingKey(count)} values={{ count }} />
      </span>
      {isClosed && <span class="tag">{t("kiosk.no_counter")}</span>}
    </span>
  );
}

// --- services ------------------------------------------------------------------------------------

export function ServicesPage({ field }: { field: Field }) {
  const room = { height: ROOM, gap: GAP, rowsMax: ANSWERS_MAX };
  return (
    <>
      <Question>
        <Both text="kiosk.ask_service" />
      </Question>
      <p class="path">
        <Name of={field} />
      </p>
      <Notes />
      <Paged
        pages={pagesOf(currentServices(field), serviceHeight, room)}
        draw={(service) => (
          <li key={service.code}>
            <button type="button" class="answer row" onClick={() => chooseService(field, service)}>
              <span class="name">
                <Name of={service} />
              </span>
              <Waiting services={[service]} />
            </button>
          </li>
        )}
      />
    </>
  );
}

/** The same services with the counts of this moment. */
function currentServices(field: Field): Service[] {
  return state.value?.fields.find(({ code }) => code === field.code)?.services ?? field.services;
}

function serviceHeight(service: Service): number {
  return zoomed(nameHeight(service.name_vi, service.name_en) + COUNT_LINE) + ROW_PADDING;
}

function nameHeight(vi: string, en: string): number {
  const isVietnamese = language.value === "vi";
  const zoom = zoomed(1);
  const first = isVietnamese ? vi : en || vi;
  const second = isVietnamese ? en : "";
  return (
    textHeight({ length: first.length, perLine: 40 / zoom, lineHeight: 46 }) +
    textHeight({ length: second.length, perLine: 58 / zoom, lineHeight: 38, linesMax: 2 })
  );
}

// --- class -----------------------------------------------------------------------------------------

export function ClassPage({ service }: { service: Service }) {
  const groups = state.value?.groups ?? [];
  const room = { height: ROOM_UNDER_TAKE, gap: GAP / 2, rowsMax: ANSWERS_MAX - 1 };
  return (
    <>
      <p class="path">
        <Both text="kiosk.chosen" />
      </p>
      <Question>
        <Name of={service} />
      </Question>
      <Notes />
      <button type="button" class="take" onClick={() => takeNumber(service, null)}>
        <Both text="kiosk.take" />
      </button>
      {groups.length > 0 && (
        <section class="priority" aria-labelledby="priority">
          <h2 id="priority">
            <Both text="kiosk.priority_question" />
          </h2>
          <Paged
            pages={pagesOf(groups, groupHeight, room)}
            draw={(group) => (
              <li key={group.code}>
                <GroupRow group={group} service={service} />
              </li>
            )}
          />
        </section>
      )}
    </>
  );
}

function GroupRow({ group, service }: { group: Group; service: Service }) {
  const papers = language.value === "vi" && group.evidence_vi;
  return (
    <button type="button" class="answer group" onClick={() => takeNumber(service, group.code)}>
      <span class="name">
        <Name of={group} />
      </span>
      {papers && <span class="hint">{t("kiosk.evidence", { evidence: papers })}</span>}
    </button>
  );
}

function groupHeight(group: Group): number {
  return zoomed(nameHeight(group.name_vi, group.name_en)) + ROW_PADDING;
}
