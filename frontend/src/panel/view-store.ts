import type { View } from "./rows.js";

/** The view of a table as this browser's tab has it, undefined where nobody has chosen one yet. */
export function keptView(name: string): View | undefined {
  const text = name === "" ? null : sessionStorage.getItem(place(name));
  return text === null ? undefined : (JSON.parse(text) as View);
}

/** Keeps it until the tab is closed. */
export function keepView(name: string, view: View): void {
  if (name !== "") sessionStorage.setItem(place(name), JSON.stringify(view));
}

function place(name: string): string {
  return `msns-table-${name}`;
}

const SEARCH = "search";
const SORT = "sort";
const FILTER = "filter.";
const DESCENDING = "-";

/** The view that an address's query names, undefined where it names none. */
export function viewOf(query: string): View | undefined {
  const given = new URLSearchParams(query);
  const filters = [...given].filter(([name]) => name.startsWith(FILTER));
  const search = given.get(SEARCH);
  const sort = given.get(SORT);
  if (filters.length === 0 && search === null && sort === null) return undefined;
  const descending = sort?.startsWith(DESCENDING) === true;
  return {
    search: search ?? "",
    sort: sort === null ? undefined : { key: descending ? sort.slice(1) : sort, descending },
    filters: Object.fromEntries(filters.map(([name, value]) => [name.slice(FILTER.length), value])),
  };
}

/** The query of an address that names the view; what else the query has stays. */
export function queryOf(view: View, query: string): string {
  const given = new URLSearchParams(query);
  for (const name of new Set(given.keys())) {
    if (name === SEARCH || name === SORT || name.startsWith(FILTER)) given.delete(name);
  }
  if (view.search !== "") given.set(SEARCH, view.search);
  if (view.sort !== undefined) given.set(SORT, `${view.sort.descending ? DESCENDING : ""}${view.sort.key}`);
  for (const [key, value] of Object.entries(view.filters)) given.set(`${FILTER}${key}`, value);
  const text = given.toString();
  return text === "" ? "" : `?${text}`;
}
