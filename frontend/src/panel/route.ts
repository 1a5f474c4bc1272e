/** Where in the panel somebody is: which gateway, which page, and what in it. */
export interface Route {
  entry: string | undefined;
  page: string | undefined;
  rest: readonly string[];
}

export const ROOT = "/lorawan";

/** The parts of an address, as `/<entry>/<page>/<rest …>` has them. */
export function parts(path: string): Route {
  const [entry, page, ...rest] = path.split("/").filter(Boolean).map(decodeURIComponent);
  return { entry, page, rest };
}

/** The address of a page of a gateway. */
export function address(entry: string, page: string, ...rest: readonly string[]): string {
  return [ROOT, ...[entry, page, ...rest].map(encodeURIComponent)].join("/");
}
