// What counts as a touch: one finger that goes down and up on the same thing, alone, after a
// moment of rest, on a page that was there before the finger came.
//
// Screens in halls make ghost touches (a wet pane, a charger, a bad cable: dozens a second), people
// rest a second finger, hold on too long, and touch again when the page has just turned. A browser
// makes a click of nearly all of that, but none of a finger that stays half a second, which is how
// many old people touch. So clicks of pointers are taken away, and the guard gives its own.
//
// | the finger                                     | counts |
// |------------------------------------------------|--------|
// | down and up on one thing, within HELD_MAX_MS   | yes    |
// | came sooner than TURN_MS after a page turn     | no     |
// | was down when the page turned                  | no     |
// | came sooner than REST_MS after another one     | no     |
// | was not the only one                           | no     |
//
// Quick things (letters, page turners) ask for neither rest nor solitude: two thumbs type.
// A finger longer than HELD_MAX_MS on the pane is dirt or an elbow, and no company any more.

export const TURN_MS = 400;
export const REST_MS = 300;
export const HELD_MAX_MS = 5_000;
const POINTERS_MAX = 16;

/** Something that can be touched, as far as the guard looks at it. */
export interface Thing {
  isQuick: boolean;
}

interface Finger<T> {
  thing: T | null;
  downAt: number;
  mayCount: boolean;
}

export class TouchGuard<T extends Thing> {
  private readonly fingers = new Map<number, Finger<T>>();
  private turnedAt = -Infinity;
  private lastDownAt = -Infinity;

  constructor(
    private readonly clock: () => number,
    private readonly isSame: (one: T, other: T) => boolean,
  ) {}

  /** The page turned: whatever is down now belongs to the old one. */
  turned(): void {
    this.turnedAt = this.clock();
    for (const finger of this.fingers.values()) finger.mayCount = false;
  }

  down(pointer: number, thing: T | null): void {
    const now = this.clock();
    const others = [...this.fingers.values()].filter(({ downAt }) => now - downAt <= HELD_MAX_MS);
    if (!thing?.isQuick) for (const other of others) other.mayCount &&= other.thing?.isQuick ?? false;
    const isCalm = now - this.lastDownAt >= REST_MS && others.length === 0;
    const isSettled = now - this.turnedAt >= TURN_MS;
    if (this.fingers.size >= POINTERS_MAX) this.fingers.clear();
    this.fingers.set(pointer, {
      thing,
      downAt: now,
      mayCount: isSettled && (isCalm || thing?.isQuick === true),
    });
    this.lastDownAt = now;
  }

  /** The thing that was deliberately touched, now that this finger has left; else null. */
  up(pointer: number, thing: T | null): T | null {
    const finger = this.fingers.get(pointer);
    this.fingers.delete(pointer);
    if (!finger?.mayCount || finger.thing === null || thing === null) return null;
    const isBrief = this.clock() - finger.downAt <= HELD_MAX_MS;
    return isBrief && this.isSame(finger.thing, thing) ? thing : null;
  }

  /** The system took this finger away. */
  lost(pointer: number): void {
    this.fingers.delete(pointer);
  }
}

// --- in the page -------------------------------------------------------------------------------

interface Target extends Thing {
  element: HTMLElement;
}

const guard = new TouchGuard<Target>(
  () => performance.now(),
  (one, other) => one.element === other.element,
);

export const pageTurned = () => guard.turned();

function targetAt(node: Element | null): Target | null {
  const element = node?.closest<HTMLElement>("button, [data-touch]") ?? null;
  return element && { element, isQuick: element.dataset["quick"] !== undefined };
}

/** A click that a pointer made; keys and screen readers make clicks without a count. */
function isOfPointer(click: MouseEvent): boolean {
  return click.isTrusted && click.detail > 0;
}

export function guardTouches(): void {
  const on = <K extends keyof WindowEventMap>(name: K, hear: (event: WindowEventMap[K]) => void) =>
    addEventListener(name, hear, true);
  on("pointerdown", ({ pointerId, target }) => guard.down(pointerId, targetAt(target as Element)));
  on("pointerup", ({ pointerId, clientX, clientY }) => {
    const under = targetAt(document.elementFromPoint(clientX, clientY));
    guard.up(pointerId, under)?.element.click();
  });
  on("pointercancel", ({ pointerId }) => guard.lost(pointerId));
  on("contextmenu", (event) => event.preventDefault());
  on("click", (click) => {
    if (isOfPointer(click)) click.stopImmediatePropagation();
  });
}
