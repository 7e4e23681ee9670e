// A fact of the journal as a sentence for the officer.

import { hasText, t, type Values } from "../../../protocol/ui/i18n";
import type { Ticket } from "../shapes";
import { reasonWords } from "./reasons";

/** A fact, with what its type tells of itself. */
export interface Entry {
  seq: number;
  at: string;
  type: string;
  label?: string;
  counter?: number;
  call?: number;
  outcome?: string;
  reason?: string;
  by_hand?: string;
  service?: string;
  code?: string;
  official_code?: string;
  admitted?: boolean;
  exception?: { from: string; reason: string };
}

// Facts that happen beside others and tell an officer nothing more.
const ISSUED_FROM = new Set(["kiosk", "paper"]);
const SILENT = new Set(["ticket.offered", "ticket.retired", "dossier.opened"]);

export function isTold({ type }: Entry): boolean {
  return !SILENT.has(type);
}

/** The sentence of a fact; one that this page does not know is named by its type. */
export function sentenceOf(
  entry: Entry,
  tickets: Ticket[],
  serviceName: (code: string) => string = (code) => code,
): string {
  const issuer = tickets.find(({ label }) => label === entry.label)?.issuer;
  const service = entry.service ? serviceName(entry.service) : "";
  const sentence = t(keyOf(entry, issuer?.kind), { ...valuesOf(entry, issuer?.no), service });
  const reason = entry.reason ?? entry.by_hand ?? entry.exception?.reason;
  return reason ? `${sentence} (${reasonWords(reason)})` : sentence;
}

function keyOf({ type, admitted, exception }: Entry, issuerKind: string | undefined): string {
  const from = type === "ticket.issued" && ISSUED_FROM.has(issuerKind ?? "") ? `.${issuerKind}` : "";
  const by = exception ? ".exception" : from;
  const where = admitted ? ".admitted" : by;
  const key = `timeline.${type}${where}`;
  return hasText(key) ? key : "timeline.other";
}

function valuesOf(entry: Entry, issuerNo: number | null | undefined): Values {
  return {
    type: entry.type,
    label: entry.label ?? "",
    counter: entry.counter ?? "",
    // A slip has an outcome too, of other words, which its own sentence tells.
    outcome: entry.type === "serving.finished" ? t(`outcome.${entry.outcome}`) : "",
    call: entry.call ?? "",
    code: entry.official_code ?? entry.code ?? "",
    issuer: issuerNo ?? "",
  };
}
