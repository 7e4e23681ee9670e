// What a counter serves, in a few words.

import { bilingual } from "../../protocol/ui/i18n";
import type { Staff, StaffCounter } from "./shapes";

/** The fields a counter serves something of, with how many of their services where not all. */
export function fieldsOf(staff: Staff, { services }: Pick<StaffCounter, "services">): string {
  const parts = staff.fields.map(({ code, name_vi, name_en }) => {
    const all = staff.services.filter((service) => service.field === code);
    const own = all.filter((service) => services.includes(service.code));
    const name = bilingual(name_vi, name_en);
    if (own.length === 0) return null;
    return own.length === all.length ? name : `${name} (${own.length}/${all.length})`;
  });
  return parts.filter((part) => part !== null).join(", ");
}
