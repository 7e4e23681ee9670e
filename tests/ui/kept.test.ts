import { describe, expect, test } from "vitest";

import { Keeping } from "../../protocol/ui/kept";

function shelf(content: Record<string, string> = {}) {
  return {
    content,
    getItem: (name: string) => content[name] ?? null,
    setItem: (name: string, value: string) => void (content[name] = value),
    removeItem: (name: string) => void delete content[name],
  };
}

const view = (rev: number) => ({ epoch: "one", rev, body: { calls: [rev] } });

describe("the view a browser keeps", () => {
  test("is there after a reload, with the times it was current at", () => {
    const store = shelf();
    new Keeping("board", store).keep(view(7), 1_000, 2_000);
    expect(new Keeping("board", store).read()).toEqual({ view: view(7), at: 1_000, wallMs: 2_000 });
  });

  test("is written once a second at most, and again when the clock was set back", () => {
    const store = shelf();
    const keeping = new Keeping<{ calls: number[] }>("board", store);
    keeping.keep(view(1), 0, 10_000);
    keeping.keep(view(2), 0, 10_999);
    expect(keeping.read()?.view.rev).toBe(1);
    keeping.keep(view(3), 0, 11_000);
    keeping.keep(view(4), 0, 500);
    expect(keeping.read()?.view.rev).toBe(4);
  });

  test("is nothing where nothing can be read, or may be kept no more", () => {
    for (const text of ["{", "null", "{}", '{"view":{}}', "7"]) {
      expect(new Keeping("board", shelf({ board: text })).read()).toBeNull();
    }
    const store = shelf();
    const keeping = new Keeping("board", store);
    keeping.keep(view(1), 0, 0);
    keeping.forget();
    expect(store.content).toEqual({});
  });

  test("a full store harms nothing", () => {
    const full = { ...shelf(), setItem: () => { throw new Error("full"); } };
    expect(() => new Keeping("board", full).keep(view(1), 0, 0)).not.toThrow();
  });
});
