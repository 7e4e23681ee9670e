// Lays answers on pages that need no scrolling: a citizen must see that there is more.

export interface Room {
  /** What there is when everything fits on one page. */
  whole: number;
  /** What is left when there must be a way to turn pages. */
  turning: number;
  gap: number;
  /** At most so many rows on a page, for people read them all. */
  rowsMax: number;
}

/** Where pages begin, given how high each row is: `[0, 4]` is rows 0 to 3, then the rest. */
export function pageStarts(heights: number[], room: Room): number[] {
  const single = fill(heights, room.whole, room);
  return single.length <= 1 ? single : fill(heights, room.turning, room);
}

/** Each page holds at least one row, however high it is. */
function fill(heights: number[], height: number, { gap, rowsMax }: Room): number[] {
  const starts: number[] = [];
  let used = 0;
  heights.forEach((row, at) => {
    const first = starts[starts.length - 1];
    const isFull = first !== undefined && (used + gap + row > height || at - first >= rowsMax);
    if (first === undefined || isFull) {
      starts.push(at);
      used = row;
    } else {
      used += gap + row;
    }
  });
  return starts;
}

/** Puts rows side by side: `inPairs([1, 2, 3])` is `[[1, 2], [3]]`. */
export function inPairs<Row>(rows: Row[]): Row[][] {
  const pairs: Row[][] = [];
  for (let at = 0; at < rows.length; at += 2) pairs.push(rows.slice(at, at + 2));
  return pairs;
}
