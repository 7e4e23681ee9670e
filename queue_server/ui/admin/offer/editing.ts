// The one catalogue that is being changed on this page, and what the server said of it.
//
// Nothing is sent until it is compared; what is published is what was compared last, over the
// catalogue it was made from.

import { computed, signal } from "@preact/signals";
import type { ApiError } from "../../../../protocol/ui/api";
import { api, refusalIn } from "../list";
import { differs, type CatalogueFile, type Fault } from "./draft";

interface Told {
  base: string;
  file: CatalogueFile;
  letters: string[];
  calendars: string[];
}

export interface Change {
  kind: "added" | "removed" | "changed" | "moved";
  part: string;
  key: string;
  name: string;
  before: unknown;
  after: unknown;
}

export interface Doubt {
  why: string;
  part: string;
  key: string;
  count: number;
}

export interface Plan {
  base: string;
  changes: Change[];
  doubts: Doubt[];
  file: CatalogueFile;
}

export const told = signal<Told | null>(null);
export const draft = signal<CatalogueFile | null>(null);
/** What is wrong with the draft, by its places. */
export const faults = signal<Fault[]>([]);
/** What is wrong with a file that could therefore not be brought; its places are not the draft's. */
export const fileFaults = signal<Fault[]>([]);
export const refused = signal<ApiError | null>(null);
export const plan = signal<Plan | null>(null);
export const published = signal(false);
export const isBusy = signal(false);

/** Is there something on this page that would be lost with it? */
export const isChanged = computed(
  () => told.value !== null && draft.value !== null && differs(told.value.file, draft.value),
);

addEventListener("beforeunload", (event) => {
  if (!isChanged.value) return;
  event.preventDefault();
  event.returnValue = true; // browsers of before 2023 ask only by this
});

/** Read what is published; what was changed here is dropped. */
export async function open(): Promise<void> {
  await ask(async () => {
    told.value = await api.get<Told>("/catalogue/file");
    draft.value = told.value.file;
    published.value = false;
  });
}

export function change(file: CatalogueFile): void {
  draft.value = file;
  published.value = false;
}

/** Ask what publishing would do. */
export async function compare(): Promise<void> {
  await compareText(JSON.stringify(draft.value));
}

/** Take a file in the place of what is here, if it is a catalogue at all, and say what it changes. */
export async function bring(file: File): Promise<void> {
  const text = await file.text();
  if (await compareText(text)) {
    change(plan.value!.file);
    return;
  }
  fileFaults.value = faults.value;
  faults.value = [];
}

async function compareText(file: string): Promise<boolean> {
  return ask(async () => {
    plan.value = await api.post<Plan>("/catalogue/differences", { file });
  });
}

export async function publish(): Promise<void> {
  const base = told.value?.base;
  const file = JSON.stringify(plan.value?.file);
  plan.value = null;
  const isDone = await ask(() => api.put("/catalogue", { base, file }));
  if (!isDone) return;
  await open();
  published.value = told.value !== null;
}

async function ask(act: () => Promise<unknown>): Promise<boolean> {
  refused.value = null;
  faults.value = fileFaults.value = [];
  isBusy.value = true;
  try {
    await act();
    return true;
  } catch (failure) {
    refused.value = refusalIn(failure);
    faults.value = (refused.value.fields.faults as unknown as Fault[] | undefined) ?? [];
    return false;
  } finally {
    isBusy.value = false;
  }
}
