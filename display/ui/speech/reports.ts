// What became of each call, told to the server until it took it; kept over a reload.

import { createApi, type Api, ApiError } from "../../../protocol/ui/api";
import type { Why } from "./queue";

const KEPT = "motcua.announcements";
const KEPT_MAX = 200;
const BATCH_MAX = 50;

export interface Report {
  epoch: string;
  call: number;
  outcome: "spoken" | "dropped";
  why: Why | null;
  begun_at: string | null;
  ended_at: string;
}

export class Reports {
  private kept: Report[] = read();
  private readonly api: Api;
  private isSending = false;

  constructor(slot: string) {
    this.api = createApi(slot);
  }

  /** Calls the server may not know yet to have been announced. */
  get calls(): number[] {
    return this.kept.map(({ call }) => call);
  }

  add(reports: readonly Report[]): void {
    if (reports.length === 0) return;
    this.kept = [...this.kept, ...reports].slice(-KEPT_MAX);
    this.write();
    void this.send();
  }

  /** Sends what is there, one batch at a time; what got no answer stays. */
  async send(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    try {
      while (this.kept.length > 0 && (await this.sendBatch())) continue;
    } finally {
      this.isSending = false;
    }
  }

  private async sendBatch(): Promise<boolean> {
    const epoch = this.kept[0]!.epoch;
    const batch = this.kept.filter((report) => report.epoch === epoch).slice(0, BATCH_MAX);
    const announcements = batch.map(({ epoch: _, ...report }) => report);
    try {
      await this.api.post("/announcements", { epoch, announcements });
    } catch (error) {
      // What the server will not have is not told again; what did not reach it is.
      if (!(error instanceof ApiError) || error.status !== 422) return false;
    }
    this.kept = this.kept.filter((report) => !batch.includes(report));
    this.write();
    return true;
  }

  private write(): void {
    try {
      localStorage.setItem(KEPT, JSON.stringify(this.kept));
    } catch {
      // A full or forbidden store: they are told from memory.
    }
  }
}

function read(): Report[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(kept) ? (kept as Report[]).slice(-KEPT_MAX) : [];
  } catch {
    return [];
  }
}
