/** The steps of a firmware update, in their order. */
export const STEPS = ["firmware", "devices", "time", "overview"] as const;
export type Step = (typeof STEPS)[number];

/** What the steps build on each other. */
interface Chosen {
  hasFirmware: boolean;
  /** Whether it is known which devices can have the firmware. */
  hasDevices: boolean;
  isAnySelected: boolean;
}

/** The step that is named, or the last one before it for which all that it needs was chosen. */
export function reachedStep(named: string | undefined, chosen: Chosen): Step {
  const wanted = STEPS.find((one) => one === named) ?? "firmware";
  if (wanted === "firmware" || !chosen.hasFirmware) return "firmware";
  return chosen.hasDevices && chosen.isAnySelected ? wanted : "devices";
}
