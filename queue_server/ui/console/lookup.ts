// What an officer types or scans to find a dossier: a label, a code, or a whole slip address.

const SLIP_ADDRESS = /\/T\/([0-9A-Z]{27})\/?$/i;
const LABEL = /^(TN-)?([A-Z])(?:(\d{1,3})-)?(\d{1,6})$/;
const PROVISIONAL = /^TAM-[A-Z0-9]+-\d{6}-(?:TN-)?([A-Z])(?:\d{1,3}-)?\d{3,6}$/;
const ORDINAL_DIGITS = 3;

/** Where the API has it; null when there is nothing to look for. */
export function targetOf(typed: string): string | null {
  const text = typed.trim().replace(/^\/+/, "");
  const slip = SLIP_ADDRESS.exec(text);
  if (slip) return `/dossiers/${slip[1]!.toUpperCase()}`;
  const code = text.replace(/\s+/g, "").toUpperCase();
  const label = LABEL.exec(code);
  if (label) return `/tickets/${wholeLabel(label)}`;
  return code ? `/dossiers/${encodeURIComponent(code)}` : null;
}

/** `b12` is how people say B012. */
function wholeLabel([, rehearsal = "", letter = "", issuer, ordinal = ""]: RegExpExecArray): string {
  const own = issuer ? `${issuer}-` : "";
  return `${rehearsal}${letter}${own}${ordinal.padStart(ORDINAL_DIGITS, "0")}`;
}

/** What of a look-up may be a slip that its kiosk has not sent: a number, its code, its address. */
export function slipIn(typed: string): string | null {
  const text = typed.trim().replace(/^\/+/, "");
  if (SLIP_ADDRESS.test(text)) return text;
  const code = text.replace(/\s+/g, "").toUpperCase();
  const label = LABEL.exec(code);
  if (label) return wholeLabel(label);
  return PROVISIONAL.test(code) ? code : null;
}

/** The letter of the slip's field; null when its number is not known. */
export function letterOf(slip: string): string | null {
  return (LABEL.exec(slip)?.[2] ?? PROVISIONAL.exec(slip)?.[1]) || null;
}
