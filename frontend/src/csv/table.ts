/** Reads a table that was saved as text: which sign separates its cells is found out. */

/** A row that is not blank, and the line where it begins; the file's first line is 1. */
export interface TableRow {
  line: number;
  cells: string[];
}

export interface Table {
  /** Blank where a column has none; all are blank where the first row is a device already. */
  headings: string[];
  rows: TableRow[];
}

/** Why a text is no table: see the texts of the same names. */
export type TableTrouble = "empty" | "broken" | "too_large" | "too_many_rows" | "too_many_columns" | "spreadsheet";

export class TableError extends Error {
  constructor(
    readonly trouble: TableTrouble,
    readonly values: Record<string, number> = {},
  ) {
    super(trouble);
  }
}

/** As the action that imports devices has them. */
export const MOST_BYTES = 2 * 1024 * 1024;
export const MOST_ROWS = 5000;
export const MOST_COLUMNS = 200;

const SEPARATORS = [",", ";", "\t", "|"];
const EUI = /^\s*["']?([0-9a-f]{2}[:\s-]?){7}[0-9a-f]{2}["']?\s*$/i;

/** `TableError` where it is no table. The reader of CSV is loaded when it is first needed. */
export async function readTable(text: string): Promise<Table> {
  if (text.length > MOST_BYTES) throw new TableError("too_large", { most: MOST_BYTES / 1024 / 1024 });
  // Files of Excel are packed folders, and have this at their beginning.
  if (text.startsWith("PK\u0003\u0004") || text.startsWith("ÐÏ")) throw new TableError("spreadsheet");
  let content = text.replace(/^\uFEFF/, "");
  let line = 1;
  // Excel has a file say what separates its cells.
  const declared = /^"?sep=(.)"?\r?\n/i.exec(content);
  if (declared) {
    content = content.slice(declared[0].length);
    line = 2;
  }
  const { default: papa } = await import("papaparse");
  const rows: TableRow[] = [];
  let at = 0;
  const broken: number[] = [];
  papa.parse<string[]>(content, {
    delimiter: declared?.[1] ?? separator(content),
    step: ({ data, errors, meta }, parser) => {
      const begins = line;
      line += lineEnds(content.slice(at, meta.cursor));
      at = meta.cursor;
      if (errors.some(({ type }) => type === "Quotes")) {
        broken.push(begins);
        parser.abort();
      } else if (data.some((cell) => cell.trim() !== "")) {
        rows.push({ line: begins, cells: data });
        if (rows.length > MOST_ROWS + 1) parser.abort();
      }
    },
  });
  if (broken[0] !== undefined) throw new TableError("broken", { line: broken[0] });
  if (rows.length > MOST_ROWS + 1) throw new TableError("too_many_rows", { most: MOST_ROWS });
  const columns = Math.max(0, ...rows.map(({ cells }) => cells.length));
  if (columns > MOST_COLUMNS) throw new TableError("too_many_columns", { most: MOST_COLUMNS });
  const [first] = rows;
  if (first === undefined) throw new TableError("empty");
  const hasHeadings = !first.cells.some((cell) => EUI.test(cell));
  const headings = Array.from({ length: columns }, (_, place) =>
    hasHeadings ? (first.cells[place] ?? "").trim() : "",
  );
  const found = hasHeadings ? rows.slice(1) : rows;
  if (found.length === 0) throw new TableError("empty");
  return { headings, rows: found };
}

/** What separates the headings, for other cells have commas in them more often. */
function separator(text: string): string {
  const first = /^[\s,;|]*(.*)$/m.exec(text)?.[1]?.replace(/"[^"]*"/g, "") ?? "";
  const counts = SEPARATORS.map((sign) => first.split(sign).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ",";
}

function lineEnds(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
