// Lays answers on pages that need no scrolling: a citizen must see that there is more.
//
// Heights are reckoned from the length of the names, not measured, so that a page never jumps
// after it was drawn. All sizes are in pixels of the 1080 × 1920 screen.

export interface Text {
  length: number;
  /** Characters that fit on a line. */
  perLine: number;
  lineHeight: number;
  linesMax?: number;
}

/** How high a text stands. */
export function textHeight({ length, perLine, lineHeight, linesMax = Infinity }: Text): number {
  return Math.min(Math.ceil(length / perLine), linesMax) * lineHeight;
}

export interface Room {
  height: number;
  gap: number;
  /** At most so many answers on a page, for people read them all. */
  rowsMax: number;
}

/** Splits rows into pages, in order; each page holds at least one row. */
export function pagesOf<Row>(rows: Row[], heightOf: (row: Row) => number, room: Room): Row[][] {
  const pages: Row[][] = [];
  let page: Row[] = [];
  let left = room.height;
  for (const row of rows) {
    const height = heightOf(row) + room.gap;
    if (page.length > 0 && (height > left || page.length >= room.rowsMax)) {
      pages.push(page);
      page = [];
      left = room.height;
    }
    page.push(row);
    left -= height;
  }
  if (page.length > 0) pages.push(page);
  return pages;
}

/** Puts rows side by side: `inPairs([1, 2, 3])` is `[[1, 2], [3]]`. */
export function inPairs<Row>(rows: Row[]): Row[][] {
  const pairs: Row[][] = [];
  for (let at = 0; at < rows.length; at += 2) pairs.push(rows.slice(at, at + 2));
  return pairs;
}
