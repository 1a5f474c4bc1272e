import translations from "../../custom_components/milesight_network_server/translations/en.json" with { type: "json" };
import { DOMAIN, type Hass, type Localize } from "../src/hass.js";

/** The text of a key, with its values filled in. */
const localize: Localize = (key, values = {}) => {
  const path = key.replace(`component.${DOMAIN}.`, "").split(".");
  let found: unknown = translations;
  for (const part of path) found = (found as Record<string, unknown> | undefined)?.[part];
  if (typeof found !== "string") return "";
  return found.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? `{${name}}`));
};

/** A Home Assistant with nothing in it, in English and in UTC. */
export function emptyHass(more: Partial<Hass> = {}): Hass {
  return {
    connection: {
      subscribeMessage: () => Promise.resolve(() => Promise.resolve()),
      sendMessagePromise: () => Promise.resolve(undefined),
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    },
    user: { is_admin: true, id: "someone" },
    locale: { language: "en", number_format: "language", time_format: "24", time_zone: "server" },
    config: { time_zone: "UTC" },
    devices: {},
    entities: {},
    areas: {},
    states: {},
    localize,
    loadBackendTranslation: () => Promise.resolve(localize),
    ...more,
  };
}
