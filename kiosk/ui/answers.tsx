// Answers to touch: a field, a service; each says how many wait, and whether numbers are left.

import type { ComponentChildren } from "preact";
import { language } from "../../protocol/ui/i18n";
import type { Field, Service } from "./agent";
import { chooseField, chooseService } from "./flow";
import { areCountersShut, isUsedUp } from "./hall";
import { Both, Name, sizeOf, waitingKey } from "./words";

// So few numbers left are worth saying.
const LEFT_FEW = 10;

export function FieldAnswer({ field }: { field: Field }) {
  const hint = language.value === "vi" ? field.hint_vi : field.hint_en;
  const isOut = field.services.every(isUsedUp);
  const body = (
    <>
      <span class="name">
        <Name of={field} />
      </span>
      {hint && <span class="hint">{hint}</span>}
      <Facts services={field.services} />
    </>
  );
  const say = `field.${field.code} ${sayFacts(field.services)}`;
  if (isOut) return <Out kind="field" say={say} body={body} />;
  return (
    <button type="button" class="answer field" data-say={say} onClick={() => chooseField(field)}>
      {body}
    </button>
  );
}

export function ServiceAnswer({ service }: { service: Service }) {
  const body = (
    <>
      <span class={`name ${sizeOf(service)}`}>
        <Name of={service} />
      </span>
      <Facts services={[service]} />
    </>
  );
  const say = `service.${service.code} ${sayFacts([service])}`;
  if (isUsedUp(service)) return <Out kind="row" say={say} body={body} />;
  return (
    <button type="button" class="answer row" data-say={say} onClick={() => chooseService(service)}>
      {body}
    </button>
  );
}

interface OutProps {
  kind: "field" | "row";
  say: string;
  body: ComponentChildren;
}

/** There to be seen, not to be touched. */
function Out({ kind, say, body }: OutProps) {
  return (
    <div class={`answer ${kind} out`} data-say={say}>
      {body}
    </div>
  );
}

/** How many wait, and what else one should know before choosing this. */
export function Facts({ services }: { services: Service[] }) {
  const waiting = waitingFor(services);
  const left = leftOf(services);
  const isShut = !areCountersShut.value && services.every(({ open_counters }) => open_counters === 0);
  if (left === 0) {
    return (
      <span class="count figures">
        <Tag text="kiosk.sold_out" />
      </span>
    );
  }
  if (waiting === null && left === null) return null;
  return (
    <span class="count figures">
      {waiting !== null && (
        <span class="waiting">
          <Both text={waitingKey(waiting)} values={{ count: waiting }} />
        </span>
      )}
      {isShut && <Tag text="kiosk.no_counter" />}
      {left !== null && left <= LEFT_FEW && (
        <Tag text={left === 1 ? "kiosk.left_one" : "kiosk.left_few"} values={{ count: left }} />
      )}
    </span>
  );
}

function Tag({ text, values = {} }: { text: string; values?: Record<string, number> }) {
  return (
    <span class="tag">
      <Both text={text} values={values} />
    </span>
  );
}

function waitingFor(services: Service[]): number | null {
  const counts = services.map((service) => service.waiting);
  if (counts.some((count) => count === null)) return null;
  return counts.reduce<number>((sum, one) => sum + (one ?? 0), 0);
}

/** Numbers left for all of these together; null as soon as one has no limit. */
export function leftOf(services: Service[]): number | null {
  const limits = services.map(({ left }) => left);
  if (limits.some((left) => left === null)) return null;
  return limits.reduce<number>((sum, left) => sum + (left ?? 0), 0);
}

/** The same facts, as keys to be read out. */
export function sayFacts(services: Service[]): string {
  if (leftOf(services) === 0) return "kiosk.sold_out";
  const count = waitingFor(services);
  if (count === null) return "";
  return count < 2 ? waitingKey(count) : `${waitingKey(count)}?count=${count}`;
}

/** What makes an answer higher or lower, besides its name. */
export function shapeOf(services: Service[]): string {
  return services.map(({ left, waiting }) => `${left},${waiting === null}`).join(";");
}
