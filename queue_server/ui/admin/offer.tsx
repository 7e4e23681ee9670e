// What the hall offers: services by field, and the counters that serve each.

import { nameOf } from "../page";
import { Frame } from "./frame";
import { listAt } from "./list";
import type { Catalogue, FieldRow, ServiceRow } from "./shapes";

const catalogue = listAt<Catalogue>("/catalogue");

const HEADS = ["admin.field", "admin.code", "admin.service", "admin.counters"];

export function Offer() {
  const offered = catalogue.answer.value;
  return (
    <Frame list={catalogue} heads={HEADS}>
      {offered?.fields.map((field) =>
        offered.services
          .filter((service) => service.field === field.code)
          .map((service, place) => (
            <Line key={service.code} field={place === 0 ? field : null} service={service} offered={offered} />
          )),
      )}
    </Frame>
  );
}

interface LineProps {
  field: FieldRow | null;
  service: ServiceRow;
  offered: Catalogue;
}

function Line({ field, service, offered }: LineProps) {
  const counters = offered.counters.filter(({ services }) => services.includes(service.code));
  return (
    <tr>
      <td>{field && `${field.letter} · ${nameOf(field)}`}</td>
      <td>{service.code}</td>
      <td>{nameOf(service)}</td>
      <td>{counters.map(({ number }) => number).join(", ") || "–"}</td>
    </tr>
  );
}
