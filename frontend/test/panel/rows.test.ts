import { describe, expect, it } from "vitest";
import { EVERYTHING, choices, seen, type Column, type View } from "../../src/panel/rows.js";

interface Row {
  name: string;
  profile: string | null;
  seen: number | null;
}

const ROWS: Row[] = [
  { name: "Sensor 10", profile: "ClassA", seen: 30 },
  { name: "sensor 9", profile: null, seen: null },
  { name: "Door", profile: "ClassC", seen: 100 },
];
const COLUMNS: Column<Row>[] = [
  { key: "name", label: "Name", value: (row) => row.name },
  { key: "profile", label: "Profile", value: (row) => row.profile, filter: true },
  { key: "seen", label: "Seen", value: (row) => row.seen, unsearched: true },
];

function names(view: Partial<View>): string[] {
  return seen(ROWS, COLUMNS, { ...EVERYTHING, ...view }, "en").map((row) => row.name);
}

describe("the rows of a table", () => {
  it("are in the order in which they came until somebody sorts them", () => {
    expect(names({})).toEqual(["Sensor 10", "sensor 9", "Door"]);
  });

  it("are sorted as people do: 9 before 10, whatever the case", () => {
    expect(names({ sort: { key: "name", descending: false } })).toEqual(["Door", "sensor 9", "Sensor 10"]);
  });

  it.each([false, true])("have those without a value last (descending: %s)", (descending) => {
    expect(names({ sort: { key: "seen", descending } }).at(-1)).toBe("sensor 9");
  });

  it("are found by each word, in any column", () => {
    expect(names({ search: "classa SENSOR" })).toEqual(["Sensor 10"]);
  });

  it("are not found by numbers behind words", () => {
    expect(names({ search: "100" })).toEqual([]);
  });

  it("are filtered by a value, also by none", () => {
    expect(names({ filters: { profile: "ClassC" } })).toEqual(["Door"]);
    expect(names({ filters: { profile: "" } })).toEqual(["sensor 9"]);
  });

  it("offer the values that there are, each with how many have it", () => {
    const [, profile] = COLUMNS;
    expect(profile && choices(ROWS, profile, "en")).toEqual([
      ["", 1],
      ["ClassA", 1],
      ["ClassC", 1],
    ]);
  });
});
