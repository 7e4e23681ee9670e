// Commands by HTTP. Every write carries an Idempotency-Key and is sent again with the SAME
// key when the network fails, so a repeated attempt can never do a thing twice.

import { hasText, language, t, type Values } from "./i18n";

export const ATTEMPTS_MAX = 3;
export const ATTEMPT_TIMEOUT_MS = 8_000;
export const RETRY_DELAYS_MS = [300, 1_200] as const;
const BASE = "/api/v1";
const GATEWAY_FAILURES = [502, 503, 504];
const KEY_BYTES = 16;

/** A refusal or a failure, with its sentence in the present language. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly code: string,
    private readonly sentence: string,
    readonly status: number,
    readonly fields: Values = {},
    readonly retryAfterS: number | null = null,
  ) {
    super();
  }

  /** The server speaks Vietnamese; other languages come from the page's own catalogue. */
  override get message(): string {
    const key = `error.${this.code}`;
    if (this.code === "unreachable") return t("shared.unreachable");
    if (language.value === "vi" && this.sentence) return this.sentence;
    return hasText(key) ? t(key, this.fields) : t("shared.unexpected");
  }
}

export interface WriteOptions {
  /** Give the key of an earlier try to finish that same try. */
  key?: string;
}

export interface Api {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown, options?: WriteOptions): Promise<T>;
  put<T>(path: string, body?: unknown, options?: WriteOptions): Promise<T>;
  remove<T>(path: string, options?: WriteOptions): Promise<T>;
}

/** What the wrapper needs from the world. */
export interface World {
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  wait: (delayMs: number) => Promise<void>;
  newKey: () => string;
}

const browser: World = {
  fetch: (url, init) => fetch(url, init),
  wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
  newKey: newIdempotencyKey,
};

/** An API that acts with the credential of one slot (`<body data-slot="console">`). */
export function createApi(slot: string, world: World = browser): Api {
  const write = <T>(method: string, path: string, body: unknown, options: WriteOptions = {}) =>
    send<T>(world, path, {
      method,
      headers: {
        "Motcua-Slot": slot,
        "Content-Type": "application/json",
        "Idempotency-Key": options.key ?? world.newKey(),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  return {
    get: (path) => send(world, path, { method: "GET", headers: { "Motcua-Slot": slot } }),
    post: (path, body = {}, options) => write("POST", path, body, options),
    put: (path, body = {}, options) => write("PUT", path, body, options),
    remove: (path, options) => write("DELETE", path, undefined, options),
  };
}

/** 32 hexadecimal digits; `crypto.randomUUID` is missing on plain HTTP and old browsers. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function send<T>(world: World, path: string, init: RequestInit): Promise<T> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    if (attempt > 0) await world.wait(RETRY_DELAYS_MS[attempt - 1] ?? 0);
    const answer = await tryOnce(world, path, init);
    if (answer?.isOk) return answer.body as T;
    if (answer) throw errorOf(answer);
  }
  throw new ApiError("unreachable", "", 0);
}

interface Answer {
  isOk: boolean;
  status: number;
  body: unknown;
}

/** The server's answer, or null when there was none: no link, no time left, a dead gateway. */
async function tryOnce(world: World, path: string, init: RequestInit): Promise<Answer | null> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), ATTEMPT_TIMEOUT_MS);
  try {
    const response = await world.fetch(BASE + path, {
      ...init,
      credentials: "same-origin",
      signal: abort.signal,
    });
    return isFromGateway(response) ? null : await readAnswer(response);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** A 503 in our own shape is an answer; a page of the proxy is not. */
function isFromGateway(response: Response): boolean {
  return GATEWAY_FAILURES.includes(response.status) && !isJson(response);
}

function isJson(response: Response): boolean {
  return (response.headers.get("Content-Type") ?? "").includes("json");
}

async function readAnswer(response: Response): Promise<Answer> {
  const hasBody = response.status !== 204 && isJson(response);
  const body: unknown = hasBody ? await response.json() : undefined;
  return { isOk: response.ok, status: response.status, body };
}

function errorOf({ body, status }: Answer): ApiError {
  const error = (body as { error?: Partial<ErrorBody> } | undefined)?.error;
  if (!error?.code) return new ApiError("unexpected", "", status);
  const { code, message = "", fields = {}, retry_after_s = null } = error;
  return new ApiError(code, message, status, fields, retry_after_s);
}

interface ErrorBody {
  code: string;
  message: string;
  fields: Values;
  retry_after_s: number | null;
}
