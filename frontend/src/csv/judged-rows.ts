/** The rows of a table with what is known of them, as they are shown and saved. */

import { html } from "lit";
import type { Column } from "../panel/rows.js";
import type { Words } from "../words.js";
import type { Field } from "./columns.js";
import type { RowState } from "./messages.js";
import type { Table } from "./table.js";

/** What stands in a row short of its keys, and what is known of it. */
export interface ShownRow {
  line: number;
  devEui: string;
  name: string;
  state: RowState | null;
  told: string;
}

const STATES = ["new", "added", "exists", "wrong", "failed", "unsent"] as const;
const NEEDS_SOMEBODY: readonly (RowState | null)[] = ["wrong", "failed", "unsent"];
/** Of what stands in the place of a DevEUI, so much is shown. */
const MOST_SHOWN = 40;

/**
 * The rows of the file, those that need somebody first. Where the page was loaded anew, the file is
 * not there any more, and what is known of its rows is all there is.
 */
export function shownRows(
  table: Table | undefined,
  fields: readonly (Field | null)[],
  known: ReadonlyMap<number, ShownRow>,
): ShownRow[] {
  const euis = fields.indexOf("dev_eui");
  const names = fields.indexOf("name");
  const rows =
    table?.rows.map(({ line, cells }): ShownRow => {
      const told = known.get(line);
      return {
        line,
        devEui: told?.devEui || (cells[euis] ?? "").slice(0, MOST_SHOWN),
        name: cells[names] ?? "",
        state: told?.state ?? null,
        told: told?.told ?? "",
      };
    }) ?? [...known.values()];
  const rank = ({ state }: ShownRow): number => (NEEDS_SOMEBODY.includes(state) ? 0 : 1);
  return rows.sort((one, other) => rank(one) - rank(other) || one.line - other.line);
}

export function counted(rows: Iterable<ShownRow>): Partial<Record<RowState, number>> {
  const counts: Partial<Record<RowState, number>> = {};
  for (const { state } of rows) if (state !== null) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

export function countsInWords(words: Words, counts: Partial<Record<RowState, number>>): string {
  return STATES.flatMap((state) => {
    const count = counts[state];
    return count === undefined ? [] : [words.text(`import.count.${state}`, { number: words.number(count) })];
  }).join(" · ");
}

export function rowColumns(words: Words): Column<ShownRow>[] {
  const text = (key: string): string => words.text(`import.${key}`);
  const state = (row: ShownRow): string => (row.state === null ? "" : text(`state.${row.state}`));
  return [
    { key: "dev_eui", label: text("fields.dev_eui"), value: (row) => row.devEui, width: "minmax(11rem, 1fr)" },
    { key: "line", label: text("result.line"), value: (row) => row.line, width: "5rem", numeric: true, narrow: true },
    { key: "name", label: text("fields.name"), value: (row) => row.name, width: "minmax(8rem, 1fr)", narrow: true },
    {
      key: "state",
      label: text("result.state"),
      value: state,
      cell: (row) =>
        row.state === "wrong" || row.state === "failed" ? html`<strong>✗ ${state(row)}</strong>` : state(row),
      width: "9rem",
      filter: true,
      narrow: true,
    },
    { key: "told", label: text("result.told"), value: (row) => row.told, width: "minmax(12rem, 3fr)", narrow: true },
  ];
}
