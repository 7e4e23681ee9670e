// What a counter serves today: every service of the hall as a box, by field.

import { t } from "../../protocol/ui/i18n";
import { Answers } from "./dialog";
import { nameOf, shortNameOf } from "./page";
import type { Staff, StaffCounter } from "./shapes";

interface SkillsFormProps {
  staff: Staff;
  counter: StaffCounter;
  onChange: (services: string[]) => void;
  onRestore: () => void;
  onNo: () => void;
}

/** Gives the codes of the boxes that are ticked. */
export function chosenIn(form: HTMLFormElement): string[] {
  return new FormData(form).getAll("service").map(String);
}

export function SkillsForm({ staff, counter, onChange, onRestore, onNo }: SkillsFormProps) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onChange(chosenIn(event.currentTarget as HTMLFormElement));
  };
  return (
    <form class="skills" onSubmit={submit}>
      <p>{t("skills.help")}</p>
      <div class="skills-fields">
        {staff.fields.map((field) => (
          <fieldset key={field.code}>
            <legend>{nameOf(field)}</legend>
            {staff.services
              .filter((service) => service.field === field.code)
              .map((service) => (
                <label key={service.code} class="choice">
                  <input
                    type="checkbox"
                    name="service"
                    value={service.code}
                    defaultChecked={counter.services.includes(service.code)}
                  />
                  <span>{shortNameOf(service)}</span>
                </label>
              ))}
          </fieldset>
        ))}
      </div>
      {counter.services_changed && (
        <p>
          <button type="button" class="button" onClick={onRestore}>
            {t("skills.restore")}
          </button>
        </p>
      )}
      <Answers yes={t("skills.change")} onNo={onNo} />
    </form>
  );
}
