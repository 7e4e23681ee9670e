// Carries one order at a time to the server.
//
// A press makes an order; its steps are sent one after another, each with a key of its own.
// While an order is on its way, and for a moment after its answer, further presses do
// nothing: a double click must not press what the first click put in its place. When no
// answer came, nobody knows whether the server has done it, so the order is kept and sent
// again with the SAME key until the server says what became of it, or the officer decides
// otherwise.

import { signal } from "@preact/signals";
import { ApiError, newIdempotencyKey, type Api } from "../../../protocol/ui/api";
import { t } from "../../../protocol/ui/i18n";

export const SETTLE_MS = 500;
const UNREACHABLE = "unreachable";
const TRY_AGAIN = [UNREACHABLE, "store_busy"];
const SIGN_IN = [401];

export interface Step {
  method: "post" | "put" | "remove";
  path: string;
  body?: unknown;
  /** Takes the answer; may give something to say. */
  take: (answer: never) => Notice | void;
}

export interface Order {
  /** The name of the button; also the key of its words, `console.do.<name>`. */
  name: string;
  steps: Step[];
}

export interface Notice {
  tone: "calm" | "bad" | "unsent";
  /** Read when drawn, so that it follows the language. */
  say: () => string;
  /** Which refusal it was. */
  code?: string;
}

interface Journey {
  id: string;
  order: Order;
  done: number;
  key: string;
}

export interface SenderWorld {
  newKey: () => string;
  /** A steady clock, in ms. */
  now: () => number;
}

const browser: SenderWorld = { newKey: newIdempotencyKey, now: () => performance.now() };

export class Sender {
  /** The name of the order on its way. */
  readonly busy = signal<string | null>(null);
  readonly notice = signal<Notice | null>(null);
  readonly signedOut = signal(false);
  /** How many orders were carried out. */
  readonly done = signal(0);
  private unsent: Journey | null = null;
  private settledAt = -Infinity;

  constructor(
    private readonly api: Api,
    private readonly world: SenderWorld = browser,
  ) {}

  /** Sends what a button of the page means, unless the last answer only just changed it. */
  async tap(order: Order): Promise<boolean> {
    return this.world.now() < this.settledAt ? false : this.press(order);
  }

  /** Sends an order that was confirmed; true when all of it was done. */
  async press(order: Order): Promise<boolean> {
    if (this.busy.value !== null) return false;
    const id = JSON.stringify(order);
    return this.carry(this.unsent?.id === id ? this.unsent : this.begin(id, order));
  }

  /** Sends what got no answer once more, with the key it had. */
  async pressAgain(): Promise<boolean> {
    if (this.unsent === null || this.busy.value !== null) return false;
    return this.carry(this.unsent);
  }

  /** Puts away a sentence that was read, and with it the order it was about. */
  dismiss(): void {
    this.unsent = null;
    this.notice.value = null;
  }

  /** The counter is seen to have moved on: an order without answer has become of the past. */
  moveOn(): void {
    if (this.notice.value?.tone === "unsent" && this.busy.value === null) this.dismiss();
  }

  private begin(id: string, order: Order): Journey {
    return { id, order, done: 0, key: this.world.newKey() };
  }

  private async carry(journey: Journey): Promise<boolean> {
    this.busy.value = journey.order.name;
    this.dismiss();
    try {
      await this.walk(journey);
      this.done.value += 1;
      return true;
    } catch (error) {
      this.fail(error, journey);
      return false;
    } finally {
      this.busy.value = null;
      this.settledAt = this.world.now() + SETTLE_MS;
    }
  }

  private async walk(journey: Journey): Promise<void> {
    for (const step of journey.order.steps.slice(journey.done)) {
      const notice = step.take((await this.send(step, journey.key)) as never);
      if (notice) this.notice.value = notice;
      journey.done += 1;
      journey.key = this.world.newKey();
    }
  }

  private send({ method, path, body }: Step, key: string): Promise<unknown> {
    if (method === "remove") return this.api.remove(path, { key });
    return this.api[method](path, body ?? {}, { key });
  }

  private fail(error: unknown, journey: Journey): void {
    if (!(error instanceof ApiError)) throw error;
    if (SIGN_IN.includes(error.status)) this.signedOut.value = true;
    const mayRepeat = TRY_AGAIN.includes(error.code);
    if (mayRepeat) this.unsent = journey;
    const say = () => (error.code === UNREACHABLE ? unsentSentence(journey.order) : error.message);
    this.notice.value = { tone: mayRepeat ? "unsent" : "bad", say, code: error.code };
  }
}

/** No answer is not a no: the order may have been carried out, and sending it again is safe. */
function unsentSentence({ name }: Order): string {
  return t("console.unsent", { order: t(`console.do.${name}`) });
}
