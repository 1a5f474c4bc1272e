/** Where in the panel somebody is: which gateway, which page, and what in it. */
export interface Route {
  entry: string | undefined;
  page: string | undefined;
  rest: readonly string[];
}

export const ROOT = "/lorawan";

/** The parts of an address, as `/<entry>/<page>/<rest …>` has them. */
export function parts(path: string): Route {
  const [entry, page, ...rest] = path.split("/").filter(Boolean).map(decoded);
  return { entry, page, rest };
}

/** The address of a page of a gateway. */
export function address(entry: string, page: string, ...rest: readonly string[]): string {
  return [ROOT, ...[entry, page, ...rest].map(encodeURIComponent)].join("/");
}

/** A part of an address; as it stands where it is none that could be made here. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
