// A number as large as its length allows: `B012`, `B2-017`, `TN-B2-017`.

/** Widths in the heavy weight of our type, as shares of its size, on the safe side. */
const WIDTH_EM = { letter: 0.78, digit: 0.68, hyphen: 0.57 } as const;

export function Label({ label }: { label: string }) {
  return (
    <p class="label" style={{ "--width-em": widthEm(label).toFixed(2) }}>
      <b>{label}</b>
    </p>
  );
}

/** How wide a label is in the heavy weight, in shares of its size. */
export function widthEm(label: string): number {
  return Array.from(label).reduce((sum, sign) => sum + WIDTH_EM[kindOf(sign)], 0);
}

function kindOf(sign: string): keyof typeof WIDTH_EM {
  if (sign === "-") return "hyphen";
  return sign >= "0" && sign <= "9" ? "digit" : "letter";
}
