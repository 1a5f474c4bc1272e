import { expect, it } from "vitest";
import { readTable } from "../../src/csv/table.js";
import { resultTable } from "../../src/csv/result.js";

it("a result is a table that is read again, and no formula in spreadsheets", async () => {
  const columns = [
    { key: "line", label: "Line", value: (row: string[]) => Number(row[0]) },
    { key: "why", label: "Why", value: (row: string[]) => row[1] ?? null },
  ];
  const text = resultTable([["2", 'a "quoted", one\nmore'], ["3", "=cmd|calc"], ["4"]], columns);
  const { headings, rows } = await readTable(text);
  expect(headings).toEqual(["Line", "Why"]);
  expect(rows.map(({ cells }) => cells)).toEqual([
    ["2", 'a "quoted", one\nmore'],
    ["3", "'=cmd|calc"],
    ["4", ""],
  ]);
});
