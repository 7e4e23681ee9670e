// Entering what was handed out from the pre-printed roll while everything was down.

import { useEffect, useState } from "preact/hooks";
import { formatDate, formatTime } from "../../../protocol/ui/format";
import { t } from "../../../protocol/ui/i18n";
import { ServiceField } from "../console/issue";
import { Answers, Dialog } from "../dialog";
import { nameOf } from "../page";
import { enterRoll, type RollEntry } from "./orders";
import { focusLookup, type Reception } from "./state";

const LABEL_MAX = 12;
const BECAME = ["waiting", "served", "lapsed"];

interface Known {
  rolls: Roll[];
  witnesses: { id: string; name: string }[];
}

interface Roll {
  id: string;
  day: string;
  first: string;
  last: string;
  service: string;
  became: string;
  by: string;
  witness: string;
  entered_at: string;
}

export function RollDialog({ reception }: { reception: Reception }) {
  const [known, setKnown] = useState<Known>({ rolls: [], witnesses: [] });
  useEffect(() => {
    void reception.desk.api.get<Known>("/paper-rolls").then(setKnown, () => undefined);
  }, []);
  const close = () => {
    reception.isRollOpen.value = false;
    requestAnimationFrame(focusLookup);
  };
  return (
    <Dialog title={t("reception.roll")} onClose={close}>
      <p>{t("reception.roll_help")}</p>
      <RollForm reception={reception} witnesses={known.witnesses} onClose={close} />
      {known.rolls.length > 0 && <Entered reception={reception} rolls={known.rolls} />}
    </Dialog>
  );
}

interface FormProps {
  reception: Reception;
  witnesses: Known["witnesses"];
  onClose: () => void;
}

function RollForm({ reception, witnesses, onClose }: FormProps) {
  const { desk } = reception;
  const [letter, setLetter] = useState<string | null>(null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const entry = Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement)) as unknown as RollEntry;
    void desk.sender.press(enterRoll(entry, onClose));
  };
  const notice = desk.sender.notice.value;
  return (
    <form class="issue roll" onSubmit={submit}>
      <div class="pair">
        <LabelField name="first" onInput={(text) => setLetter(letterOf(reception, text))} />
        <LabelField name="last" />
      </div>
      <ServiceField desk={desk} letter={letter} />
      <div class="pair three">
        <Field name="day" type="date" value={desk.staff.value?.day ?? ""} />
        <Field name="given_from" type="time" />
        <Field name="given_until" type="time" />
      </div>
      <fieldset class="reasons">
        <legend>{t("reception.roll_became")}</legend>
        {BECAME.map((became, place) => (
          <label key={became} class="choice">
            <input type="radio" name="became" value={became} defaultChecked={place === 0} />
            <span>{t(`reception.became.${became}`)}</span>
          </label>
        ))}
      </fieldset>
      <label class="field">
        <span>{t("reception.witness")}</span>
        <select name="witness" required>
          <option value="">{t("reception.choose_witness")}</option>
          {witnesses.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {notice && notice.tone !== "calm" && (
        <p class="banner bad" role="alert">
          {notice.say()}
        </p>
      )}
      <Answers yes={t("console.do.enter_roll")} onNo={onClose} isBusy={desk.sender.busy.value === "enter_roll"} />
    </form>
  );
}

/** The letter of a hall's field that a typed number begins with. */
function letterOf({ desk }: Reception, text: string): string | null {
  const letter = text.trim().charAt(0).toUpperCase();
  return desk.staff.peek()?.fields.some((field) => field.letter === letter) ? letter : null;
}

function LabelField({ name, onInput }: { name: "first" | "last"; onInput?: (text: string) => void }) {
  return (
    <label class="field">
      <span>{t(`reception.roll_${name}`)}</span>
      <input
        type="text"
        name={name}
        required
        maxLength={LABEL_MAX}
        placeholder={name === "first" ? "B0-001" : "B0-035"}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => onInput?.(event.currentTarget.value)}
      />
    </label>
  );
}

function Field({ name, type, value }: { name: string; type: "date" | "time"; value?: string }) {
  return (
    <label class="field">
      <span>{t(`reception.roll_${name}`)}</span>
      <input type={type} name={name} required defaultValue={value} />
    </label>
  );
}

function Entered({ reception, rolls }: { reception: Reception; rolls: Roll[] }) {
  return (
    <section class="entered">
      <h3>{t("reception.rolls_entered")}</h3>
      <ul>
        {rolls.map((roll) => (
          <li key={roll.id}>
            <b>
              {roll.first} – {roll.last}
            </b>{" "}
            {t("reception.roll_line", {
              day: formatDate(roll.day),
              service: nameOf(reception.desk.service(roll.service), roll.service),
              became: t(`reception.became.${roll.became}`),
              by: roll.by,
              witness: roll.witness,
              time: formatTime(roll.entered_at),
            })}
          </li>
        ))}
      </ul>
    </section>
  );
}
