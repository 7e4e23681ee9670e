// A screen keeps one view, the newest. Views replace each other whole, so a lost, repeated
// or late message does no harm: whatever came, the newest one heard of is what is shown.
//
// `rev` grows with each change of a site. `epoch` changes when a server was restored from a
// backup: its revs begin lower, so a view of another epoch is taken whatever its rev.

export interface Place {
  epoch: string | null;
  rev: number | null;
}

export interface View<Body> {
  epoch: string;
  rev: number;
  body: Body;
}

export interface Pulse {
  epoch: string;
  rev: number;
  at: string;
}

export const NOWHERE: Place = { epoch: null, rev: null };

/** Says whether something made at `place` is later than what is held. */
export function isAhead(place: Place, held: Place | null): boolean {
  if (held === null || held.epoch === null || held.rev === null) return true;
  return place.epoch !== held.epoch || (place.rev ?? 0) > held.rev;
}

/** Gives the view to keep of the one held and the one that came. */
export function newest<Body>(held: View<Body> | null, came: View<Body>): View<Body> {
  return held !== null && !isAhead(came, held) ? held : came;
}

/** Gives what `hello` says: where this screen is. */
export function placeOf(held: Place | null): Place {
  return held === null ? NOWHERE : { epoch: held.epoch, rev: held.rev };
}
