// A number given by hand, for somebody the kiosk cannot help.

import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../../protocol/ui/i18n";
import { Answers, chooseByDigit } from "../dialog";
import { nameOf } from "../page";
import type { StaffField } from "../shapes";
import type { Desk } from "./desk";
import { ExceptionField, useObstacle } from "./exception";
import { issue, walkUp, type Issued, type Wish } from "./orders";

interface IssueProps {
  desk: Desk;
  kind: "issue" | "walk_up";
  onClose: () => void;
}

export function IssueForm({ desk, kind, onClose }: IssueProps) {
  const [issued, setIssued] = useState<Issued | null>(null);
  const [obstacle, forget] = useObstacle(desk.sender);
  if (issued) return <GivenNumber issued={issued} onClose={onClose} />;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const wish = wishOf(new FormData(event.currentTarget as HTMLFormElement));
    void desk.sender.press(kind === "issue" ? issue(wish, setIssued) : walkUp(desk, wish, onClose));
  };
  const notice = desk.sender.notice.value;
  return (
    <form class="issue" onSubmit={submit} onKeyDown={chooseByDigit}>
      <ServiceField
        desk={desk}
        among={kind === "walk_up" ? desk.mine.value?.services : undefined}
        onChange={forget}
      />
      <GroupField desk={desk} />
      <LanguageFields />
      {notice && notice.tone !== "calm" && (
        <p class="banner bad" role="alert">
          {notice.say()}
        </p>
      )}
      {obstacle && <ExceptionField obstacle={obstacle} />}
      <Answers yes={t(`console.do.${kind}${obstacle ? "_anyway" : ""}`)} onNo={onClose} isBusy={desk.sender.busy.value === kind} />
    </form>
  );
}

export function wishOf(given: FormData): Wish {
  const group = String(given.get("group") ?? "") || null;
  return {
    service: String(given.get("service")),
    class: group ? "priority" : "ordinary",
    group,
    lang: String(given.get("lang") ?? "vi"),
    exception: given.get("reason")?.toString(),
  };
}

interface ServiceProps {
  desk: Desk;
  /** Only these; else all of the hall. */
  among?: string[];
  /** Only of the field whose letter a label bears. */
  letter?: string | null;
  onChange?: (service: string) => void;
}

export function ServiceField({ desk, among, letter = null, onChange }: ServiceProps) {
  const staff = desk.staff.value;
  const isOffered = (code: string) => among === undefined || among.includes(code);
  const hasAny = (field: StaffField) =>
    (letter === null || field.letter === letter) &&
    staff?.services.some((service) => service.field === field.code && isOffered(service.code));
  return (
    <label class="field">
      <span>{t("console.service")}</span>
      <select name="service" required onChange={(event) => onChange?.(event.currentTarget.value)}>
        <option value="">{t("console.choose_service")}</option>
        {staff?.fields.filter(hasAny).map((field) => (
          <optgroup key={field.code} label={nameOf(field)}>
            {staff.services
              .filter((service) => service.field === field.code && isOffered(service.code))
              .map((service) => (
                <option key={service.code} value={service.code}>
                  {nameOf(service)}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

export function GroupField({ desk }: { desk: Desk }) {
  return (
    <label class="field">
      <span>{t("console.class")}</span>
      <select name="group">
        <option value="">{t("console.ordinary")}</option>
        <optgroup label={t("console.priority_groups")}>
          {desk.staff.value?.groups.map((group) => (
            <option key={group.code} value={group.code}>
              {nameOf(group)}
            </option>
          ))}
        </optgroup>
      </select>
    </label>
  );
}

export function LanguageFields() {
  return (
    <fieldset class="reasons pair">
      <legend>{t("console.citizen_language")}</legend>
      <Language of="vi" />
      <Language of="en" />
    </fieldset>
  );
}

function Language({ of }: { of: "vi" | "en" }) {
  return (
    <label class="choice">
      <input type="radio" name="lang" value={of} defaultChecked={of === "vi"} />
      <span lang={of}>{of === "vi" ? "Tiếng Việt" : "English"}</span>
    </label>
  );
}

function GivenNumber({ issued, onClose }: { issued: Issued; onClose: () => void }) {
  const { ticket, ahead } = issued;
  const understood = useRef<HTMLButtonElement>(null);
  useEffect(() => understood.current?.focus(), []);
  return (
    <div class="given">
      <p class="label">{ticket.label}</p>
      <p>{t("console.people_ahead", { count: ahead })}</p>
      <p class="figures">{ticket.dossier?.code}</p>
      <p class="answers">
        <button ref={understood} type="button" class="button main" onClick={onClose}>
          {t("console.number_given")} <kbd>Enter</kbd>
        </button>
      </p>
    </div>
  );
}
