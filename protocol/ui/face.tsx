// Faces from sad to glad, drawn by the place of an answer in its scale.

const COLOURS = ["#a5123c", "#a84b1e", "#7d6214", "#2f6d44", "#0d5f3c"] as const;
const MOUTH_Y = 74;
/** How far the middle of the mouth is drawn below its corners, in hundredths of the face. */
const CURVE = 40;

/** `gladness` runs from 0, very dissatisfied, to 1, very satisfied. */
export function Face({ gladness }: { gladness: number }) {
  const colour = COLOURS[Math.round(gladness * (COLOURS.length - 1))];
  const bend = (gladness - 0.5) * CURVE;
  const corners = MOUTH_Y - bend / 2;
  return (
    <svg class="face" viewBox="0 0 120 120" aria-hidden="true">
      <circle cx="60" cy="60" r="60" fill={colour} />
      <circle cx="40" cy="46" r="7" fill="#fff" />
      <circle cx="80" cy="46" r="7" fill="#fff" />
      <path
        d={`M32 ${corners} Q60 ${corners + bend * 1.6} 88 ${corners}`}
        fill="none"
        stroke="#fff"
        stroke-width="8"
        stroke-linecap="round"
      />
    </svg>
  );
}
