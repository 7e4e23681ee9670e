// The calls: the newest in gold, three before it. After half a minute without the server no
// call is told as now.

import "./hall_calls.css";

import { textIn } from "../../protocol/ui/i18n";
import { Label } from "../../protocol/ui/label";
import { callsOnScreen, stateKey } from "./calls";
import { Both } from "./screen";
import type { BoardCall } from "./views";

interface CallsProps {
  calls: readonly BoardCall[];
  /** The time after which nothing is known, or null while the calls are current. */
  pastAt: string | null;
}

export function Calls({ calls, pastAt }: CallsProps) {
  const [newest, ...before] = callsOnScreen(calls);
  if (!newest) return <NoCalls />;
  const isPast = pastAt !== null;
  return (
    <section class="calls">
      <h2 class="spoken">{textIn("vi", "hall.calls")}</h2>
      {isPast ? <Past at={pastAt} /> : <NewestCall key={newest.seq} call={newest} />}
      {isPast && <Call call={newest} isPast />}
      {before.map((call) => (
        <Call key={call.seq} call={call} isPast={isPast} />
      ))}
      {!isPast && <Invitation call={newest} />}
    </section>
  );
}

function NewestCall({ call }: { call: BoardCall }) {
  const { label, counter, state } = call;
  return (
    <article class={`newest ${state}`}>
      <div class="who">
        <Both text={call.state === "called" ? "hall.number" : stateKey(call)} />
        <Label label={label} />
      </div>
      <div class="to">
        <Both text={call.state === "called" ? "hall.to_counter" : "screen.counter"} />
        <b>{counter}</b>
      </div>
    </article>
  );
}

function Call({ call, isPast }: { call: BoardCall; isPast: boolean }) {
  const { label, counter, state } = call;
  return (
    <article class={`call ${state}`}>
      <Label label={label} />
      {!isPast && <Both class="state" text={stateKey(call)} values={{ call: call.call }} />}
      <Both class="to" text="screen.counter" />
      <b>{counter}</b>
    </article>
  );
}

/** The same for those who cannot see it; read when it changes. */
function Invitation({ call: { label, counter, state } }: { call: BoardCall }) {
  return (
    <p class="spoken" role="status">
      {state === "called" && textIn("vi", "hall.invitation", { label, counter })}
    </p>
  );
}

function Past({ at }: { at: string }) {
  return (
    <div class="about">
      <p>
        <Both text="hall.past" values={{ time: at }} />
      </p>
      <p class="help">
        <Both text="hall.past_help" />
      </p>
    </div>
  );
}

function NoCalls() {
  return (
    <section class="calls empty">
      <h2>
        <Both text="hall.empty" />
      </h2>
      <p>
        <Both text="hall.empty_help" />
      </p>
    </section>
  );
}
