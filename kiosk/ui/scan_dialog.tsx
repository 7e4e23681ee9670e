// What a scan leads to, over the page: a number as it stands, a dossier's way, a group, or a
// friendly "once more".

import { useEffect, useRef } from "preact/hooks";
import type { Group, Named, Service, State } from "./agent";
import { answer, carried, carry, closeAnswer, type Answer } from "./scan";
import { Both, Name } from "./words";

interface Props {
  state: State;
  /** Jumps to the last question of a service. */
  showLane: (service: string) => void;
  /** Shows the first question. */
  showStart: () => void;
}

const services = (state: State): Service[] => state.fields.flatMap((field) => field.services);

export function ScanDialog(props: Props) {
  const head = useRef<HTMLHeadingElement>(null);
  const came = answer.value;
  useEffect(() => head.current?.focus(), [came]);
  if (came === null) return null;
  return (
    <div class="veil">
      <div class="dialog scan" role="alertdialog" aria-modal="true" aria-labelledby="scan-head">
        <h2 id="scan-head" tabIndex={-1} ref={head}>
          <Both text={titleOf(came)} />
        </h2>
        <Content came={came} {...props} />
      </div>
    </div>
  );
}

function titleOf(came: Answer): string {
  if (came.kind === "dossier") return `kiosk.scan.dossier${came.service ? `_${came.lane}` : ""}`;
  if (came.kind === "card") return came.group ? "kiosk.scan.card_group" : "kiosk.scan.card";
  return `kiosk.scan.${came.kind}`;
}

function Content({ came, ...props }: Props & { came: Answer }) {
  if (came.kind === "slip") return <Slip came={came} />;
  if (came.kind === "dossier") return <Dossier came={came} {...props} />;
  if (came.kind === "card" && came.group) return <Card group={came.group} {...props} />;
  return (
    <>
      <p>
        <Both text={`kiosk.scan.${came.kind}_hint`} />
      </p>
      <Close text="kiosk.scan.close" />
    </>
  );
}

function Close({ text }: { text: string }) {
  return (
    <button type="button" class="main-button" onClick={closeAnswer}>
      <Both text={text} />
    </button>
  );
}

function Slip({ came }: { came: Answer & { kind: "slip" } }) {
  return (
    <>
      <p class="scan-label">{came.label}</p>
      <p class="scan-service">
        <Name of={came.service} />
      </p>
      <p>
        <Both text={`kiosk.scan.${stateOf(came)}`} values={{ count: came.ahead ?? 0, counter: came.counter ?? 0 }} />
      </p>
      <Close text="kiosk.done" />
    </>
  );
}

const STATES = new Set(["called", "serving", "held", "missed"]);

function stateOf({ state, ahead }: Answer & { kind: "slip" }): string {
  if (STATES.has(state)) return `is_${state}`;
  if (ahead === null) return "is_unseen";
  return ahead === 0 ? "is_next" : "is_waiting";
}

function Dossier({ came, state, showLane, showStart }: Props & { came: Answer & { kind: "dossier" } }) {
  const goOn = (service: string | null) => {
    carry({ dossier: came.code });
    if (service === null) showStart();
    else showLane(service);
  };
  const lanes = services(state).filter(({ code, lane }) => (came.service ? code === came.service : lane));
  return (
    <>
      <p class="scan-code">{came.code}</p>
      <div class="scan-ways">
        {lanes.map((service) => (
          <button type="button" class="main-button" key={service.code} onClick={() => goOn(service.code)}>
            <Name of={service} />
          </button>
        ))}
        <button type="button" class="plain-button" onClick={() => goOn(null)}>
          <Both text="kiosk.scan.other" />
        </button>
      </div>
    </>
  );
}

function Card({ group, state }: Props & { group: string }) {
  return (
    <>
      <p>
        <GroupName code={group} groups={state.groups} />
      </p>
      <div class="scan-ways">
        <button type="button" class="main-button" onClick={() => carry({ group })}>
          <Both text="kiosk.scan.take_priority" />
        </button>
        <button type="button" class="plain-button" onClick={closeAnswer}>
          <Both text="kiosk.scan.take_ordinary" />
        </button>
      </div>
    </>
  );
}

function GroupName({ code, groups }: { code: string; groups: Group[] }) {
  const found: Named | undefined = groups.find((group) => group.code === code);
  return found ? <Name of={found} /> : null;
}

/** What goes along to the number, above the questions. */
export function CarriedNote({ state }: { state: State }) {
  const { dossier, group } = carried.value;
  return (
    <>
      {dossier && (
        <p class="note scan-note">
          <span>
            <Both text="kiosk.scan.carried" values={{ code: dossier }} />
          </span>
        </p>
      )}
      {group && (
        <p class="note scan-note">
          <span>
            <Both text="kiosk.scan.carried_group" />
            <GroupName code={group} groups={state.groups} />
          </span>
        </p>
      )}
    </>
  );
}

/** Says that papers may be scanned. */
export function ScanHint() {
  return (
    <p class="scan-hint">
      <Both text="kiosk.scan.invite" />
    </p>
  );
}
