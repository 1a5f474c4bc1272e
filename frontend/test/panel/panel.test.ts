import { describe, expect, it } from "vitest";
import { applied } from "../../src/panel/list-store.js";
import { address, parts } from "../../src/panel/route.js";

const NOTHING = { fresh: false, rows: [], gone: [], complete: true };
const keyOf = (row: { id: string }): string => row.id;

describe("a list", () => {
  const before = new Map([
    ["a", { id: "a", name: "A" }],
    ["b", { id: "b", name: "B" }],
  ]);

  it("takes what changed, and lets go of what is gone", () => {
    const now = applied(before, { ...NOTHING, rows: [{ id: "b", name: "C" }], gone: ["a"] }, keyOf);
    expect([...now.values()]).toEqual([{ id: "b", name: "C" }]);
  });

  it("begins anew where what was told before holds no more", () => {
    const now = applied(before, { ...NOTHING, fresh: true, rows: [{ id: "c" }] }, keyOf);
    expect([...now.keys()]).toEqual(["c"]);
  });

  it("leaves those alone who look at what was", () => {
    applied(before, { ...NOTHING, gone: ["a"] }, keyOf);
    expect(before.size).toBe(2);
  });
});

describe("an address", () => {
  it("names gateway, page and what is open, and is read back as it was", () => {
    const path = address("entry", "groups", "a/b", "members");
    expect(path).toBe("/lorawan/entry/groups/a%2Fb/members");
    expect(parts(path.replace("/lorawan", ""))).toEqual({
      entry: "entry",
      page: "groups",
      rest: ["a/b", "members"],
    });
  });

  it("may have what no address has", () => {
    expect(parts("/entry/devices/%E0%A4").rest).toEqual(["%E0%A4"]);
  });

  it("may name nothing yet", () => {
    expect(parts("")).toEqual({ entry: undefined, page: undefined, rest: [] });
  });
});
