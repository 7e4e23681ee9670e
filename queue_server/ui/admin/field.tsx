// A field of a form, and what was refused about it, beside it.

import { cloneElement, type VNode } from "preact";
import type { ApiError } from "../../../protocol/ui/api";
import { t } from "../../../protocol/ui/i18n";

/** A refusal and the field it is about; none where it is about the whole. */
export interface Placed {
  field: string | null;
  message: string;
}

const FIELD_WRONG = "body_invalid";

/** Says which of the fields a refusal is about: `places` knows by its name, a wrong body says it. */
export function placed(refusal: ApiError, fields: string[], places: Record<string, string>): Placed {
  const why = refusal.code === FIELD_WRONG ? String(refusal.fields.why ?? "").split(", ") : [];
  const wrong = fields.find((field) => why.includes(field));
  return { field: places[refusal.code] ?? wrong ?? null, message: wrong ? t("admin.field_wrong") : refusal.message };
}

interface FieldProps {
  name: string;
  label: string;
  help?: string;
  refused: Placed | null;
  children: VNode;
}

export function Field({ name, label, help, refused, children }: FieldProps) {
  const isWrong = refused?.field === name;
  const described = [isWrong && `${name}-wrong`, help && `${name}-help`].filter(Boolean).join(" ");
  const said = { "aria-invalid": isWrong, "aria-describedby": described || undefined };
  return (
    <div class="field">
      <label>
        <span>{label}</span>
        {cloneElement(children, said)}
      </label>
      {isWrong && (
        <p class="wrong" id={`${name}-wrong`} role="alert">
          {refused.message}
        </p>
      )}
      {help && (
        <p class="hint" id={`${name}-help`}>
          {help}
        </p>
      )}
    </div>
  );
}
