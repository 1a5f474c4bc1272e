import { afterEach, beforeEach, expect, it } from "vitest";
import { RunView } from "../../src/csv/run-view.js";
import type { ShownRow } from "../../src/csv/judged-rows.js";
import type { Table } from "../../src/panel/table.js";
import { Words } from "../../src/words.js";
import { emptyHass } from "../hass.js";

const WRONG: ShownRow = { line: 2, devEui: "24E1", name: "", state: "wrong", told: "The key is too short" };
const RIGHT: ShownRow = { line: 3, devEui: "24E2", name: "", state: "added", told: "" };

let view: RunView;
let said: string[];

beforeEach(async () => {
  said = [];
  view = new RunView();
  view.addEventListener("msns-toast", (event) => said.push((event as CustomEvent<{ text: string }>).detail.text));
  Object.assign(view, {
    words: await Words.load(emptyHass()),
    run: { total: 1, done: 1, is_finished: true, rows: [], warnings: [] },
    known: new Map([WRONG, RIGHT].map((one) => [one.line, one])),
    narrow: true,
  });
  document.body.append(view);
  await view.updateComplete;
});

afterEach(() => {
  document.body.replaceChildren();
});

it.each([
  [WRONG, ["24E1: The key is too short"]],
  [RIGHT, []],
])("what is known of a row is said in full where it is opened: %o", (row, wanted) => {
  const table = view.renderRoot.querySelector<Table>("msns-table");
  table?.dispatchEvent(new CustomEvent("msns-open", { detail: row }));
  expect(said).toEqual(wanted);
});
