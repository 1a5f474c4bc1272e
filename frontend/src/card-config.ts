import { DOMAIN } from "./hass.js";

/** The card's configuration. `device` is a gateway of Home Assistant's registry; without it, all. */
export interface CardConfig {
  type: string;
  title?: string;
  device?: string;
}

/** Refuses what the card could not show. Home Assistant shows the sentence in the card's place. */
export function checked(config: unknown): CardConfig {
  const given = config as Partial<Record<keyof CardConfig, unknown>> | null;
  if (typeof given !== "object" || given === null) throw new Error("The card needs a configuration.");
  for (const name of ["title", "device"] as const) {
    const value = given[name];
    if (value !== undefined && typeof value !== "string") {
      throw new Error(`"${name}" must be text, and is ${JSON.stringify(value)}.`);
    }
  }
  return given as CardConfig;
}

/** The form of the visual editor. */
export const FORM = [
  {
    name: "device",
    selector: { device: { filter: { integration: DOMAIN, model: "LoRaWAN gateway" } } },
  },
  { name: "title", selector: { text: {} } },
];
