import { describe, expect, it } from "vitest";
import { fitting } from "../../src/panel/fitting.js";
import type { Column } from "../../src/panel/rows.js";
import { rowByKey } from "../../src/panel/row-keys.js";

function column(key: string, width: string | undefined, spare?: number): Column<string> {
  return { key, label: key, value: () => key, ...(width !== undefined && { width }), ...(spare !== undefined && { spare }) };
}

describe("columns that have room beside each other", () => {
  const columns = [
    column("name", "minmax(10em, 2fr)"),
    column("eui", "200px", 2),
    column("profile", undefined, 1),
  ];
  // 100 + 200 + 70 pixels of columns, and two gaps of 12 between them.
  const shown = (width: number, sortedBy?: string): string[] =>
    fitting(columns, { width, em: 10 }, sortedBy).map((one) => one.key);

  it("are all where all have their least width", () => {
    expect(shown(394)).toEqual(["name", "eui", "profile"]);
  });

  it("lack that which can be spared first where one is too many", () => {
    expect(shown(393)).toEqual(["name", "eui"]);
  });

  it("lack all that can be spared where there is room for no more", () => {
    expect(shown(50)).toEqual(["name"]);
  });

  it("have the one that rows are in order by", () => {
    expect(shown(393, "profile")).toEqual(["name", "profile"]);
  });
});

describe("a key leads to a row", () => {
  it.each([
    ["ArrowDown", -1, 0],
    ["ArrowDown", 3, 4],
    ["ArrowUp", 3, 2],
    ["ArrowUp", 0, 0],
    ["PageDown", 3, 8],
    ["PageDown", 8, 9],
    ["PageUp", 3, 0],
    ["Home", 5, 0],
    ["End", 5, 9],
    ["a", 5, undefined],
  ])("%s from %i of ten", (key, index, next) => {
    expect(rowByKey(key, index, 10, 5)).toBe(next);
  });

  it("unless there is none", () => {
    expect(rowByKey("ArrowDown", -1, 0, 5)).toBeUndefined();
  });
});
