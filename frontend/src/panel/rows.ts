/** A column of a table: what of a row it shows, and how it is found and put in order. */
export interface Column<RowT> {
  key: string;
  label: string;
  /** What is compared, searched and, unless `cell` draws it, shown. Null is put last. */
  value: (row: RowT) => string | number | null;
  /** What is shown, where that is something else. */
  cell?: (row: RowT) => unknown;
  /** Its width, as a track of a CSS grid. */
  width?: string;
  /** Whether rows can be chosen by the values that it has. */
  filter?: boolean;
  /** Shown as a number, at the end of its column. */
  numeric?: boolean;
  /** Searched, and not shown. */
  hidden?: boolean;
  /** Shown, and not searched: a number behind words. */
  unsearched?: boolean;
  /** Left out where there is no room for all, the least first. Search and filters have it all the same. */
  spare?: number;
  /** Shown on a phone, below the first column. */
  narrow?: boolean;
}

export interface Sort {
  key: string;
  descending: boolean;
}

/** What somebody wants to see of a table. */
export interface View {
  search: string;
  sort: Sort | undefined;
  /** The value that a column must have, by its key. */
  filters: Readonly<Record<string, string>>;
}

export const EVERYTHING: View = { search: "", sort: undefined, filters: {} };

/** The rows that a view shows, in its order. */
export function seen<RowT>(
  rows: readonly RowT[],
  columns: readonly Column<RowT>[],
  view: View,
  language: string,
): RowT[] {
  const words = view.search.toLocaleLowerCase(language).split(/\s+/).filter(Boolean);
  const searched = columns.filter((one) => one.unsearched !== true);
  const filters = columns.filter((one) => view.filters[one.key] !== undefined);
  const found = rows.filter((row) => {
    if (filters.some((one) => shown(one, row) !== view.filters[one.key])) return false;
    if (words.length === 0) return true;
    const text = searched.map((one) => shown(one, row)).join("\n").toLocaleLowerCase(language);
    return words.every((word) => text.includes(word));
  });
  const by = columns.find((one) => one.key === view.sort?.key);
  if (by === undefined) return found;
  const { compare } = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  const direction = view.sort?.descending === true ? -1 : 1;
  return found
    .map((row) => ({ row, value: by.value(row) }))
    .sort(({ value: one }, { value: other }) => {
      if (one === null || other === null) return Number(one === null) - Number(other === null);
      if (typeof one === "number" && typeof other === "number") return direction * (one - other);
      return direction * compare(String(one), String(other));
    })
    .map(({ row }) => row);
}

/** The values that a column has, and how many rows have each, in order. */
export function choices<RowT>(
  rows: readonly RowT[],
  column: Column<RowT>,
  language: string,
): [string, number][] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = shown(column, row);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const { compare } = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  return [...counts].sort(([one], [other]) => compare(one, other));
}

function shown<RowT>(column: Column<RowT>, row: RowT): string {
  return String(column.value(row) ?? "");
}
