import type { Choice } from "./choice.js";

/** What a person fills in for a task, as text, by the names of the fields. */
export type TaskValues = Readonly<Record<string, string | boolean>>;

/** How fragments are sent: what is left empty, the gateway's side chooses. */
export const SETTINGS = ["fragment_size", "fragment_interval", "fragment_redundancy", "dr", "frequency"] as const;

/** A task as actions take it, for the devices of these DevEUIs. */
export function asTask(
  choice: Choice | undefined,
  values: TaskValues,
  devEuis: ReadonlySet<string>,
): Record<string, unknown> {
  const { name, canary, at, when } = values;
  const settings = SETTINGS.flatMap((one) => {
    const value = values[one];
    return value === undefined || value === "" ? [] : [[one, value] as const];
  });
  const moment = new Date(String(at ?? ""));
  const isLater = when === "later" && !Number.isNaN(moment.getTime());
  return {
    ...choice?.given,
    ...(typeof name === "string" && name !== "" && { name }),
    ...(isLater && { started_at: moment.toISOString() }),
    ...(canary !== undefined && canary !== "" && devEuis.has(String(canary)) && { canary }),
    ...Object.fromEntries(settings),
  };
}

/** What the task needs and its estimate does not: the fields that are missing, each with the text's key. */
export function missing({ name, when, at }: TaskValues): Partial<Record<"name" | "started_at", string>> {
  return {
    ...((name === undefined || name === "") && { name: "no_name" }),
    ...(when === "later" && (at === undefined || at === "") && { started_at: "no_time" }),
  };
}
