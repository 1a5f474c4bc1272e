/** What an action tells of a thing: a profile, a device, a group, or a member of one. */
export interface Thing {
  kind: "profile" | "device" | "multicast_group" | "multicast_group_member";
  name: string;
  dev_eui?: string;
  changes?: { field: string; gateway: unknown; file: unknown }[];
  errors?: string[];
}

/** The response of `compare_gateway` and `restore_gateway`. */
export interface Comparison {
  same: boolean;
  added: Thing[];
  changed: Thing[];
  unchanged: Thing[];
  failed: Thing[];
  not_in_file: Thing[];
  warnings: string[];
}

export const STATES = ["failed", "added", "changed", "not_in_file", "unchanged"] as const;
export type State = (typeof STATES)[number];

/** A line of the table: one thing in one state. */
export interface Line extends Thing {
  key: string;
  state: State;
  /** What is wrong with it, or what is changed of it. */
  details: string;
}

/** How many things a restore has to write. */
export function work(compared: Comparison): number {
  return compared.added.length + compared.changed.length;
}

/** All things, those first that need somebody. `field` is what the page calls a field. */
export function lines(compared: Comparison, field: (name: string) => string): Line[] {
  return STATES.flatMap((state) =>
    compared[state].map((thing, number) => ({
      ...thing,
      state,
      key: `${state} ${number}`,
      details: thing.errors?.join(" ") ?? (thing.changes ?? []).map((one) => change(one, field)).join("; "),
    })),
  );
}

/** What could not be done: each reason once, with the names of those that it is about. */
export function grouped(failed: readonly Thing[]): [string, string[]][] {
  const names = new Map<string, string[]>();
  for (const thing of failed) {
    for (const reason of thing.errors ?? []) {
      const known = names.get(reason);
      if (known === undefined) names.set(reason, [thing.name]);
      else known.push(thing.name);
    }
  }
  return [...names];
}

function change(one: { field: string; gateway: unknown; file: unknown }, field: (name: string) => string): string {
  return `${field(one.field)}: ${shown(one.gateway)} → ${shown(one.file)}`;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "–" : value.join(", ");
  if (value === null || value === "") return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
