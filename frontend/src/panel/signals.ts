import { DOMAIN, type Hass } from "../hass.js";

/** The entities of a device that say how it is heard, where there are such. */
export interface DeviceEntities {
  overdue?: string;
  rssi?: string;
}

/** Them of all devices, by the device's id. A state may come later than its entity. */
export function deviceEntities(hass: Hass): ReadonlyMap<string, DeviceEntities> {
  const found = new Map<string, DeviceEntities>();
  for (const { entity_id, device_id, platform, translation_key } of Object.values(hass.entities)) {
    if (platform !== DOMAIN || device_id == null) continue;
    const isSignal = hass.states[entity_id]?.attributes["device_class"] === "signal_strength";
    if (translation_key !== "overdue" && !isSignal) continue;
    const known = found.get(device_id) ?? {};
    found.set(device_id, { ...known, [isSignal ? "rssi" : "overdue"]: entity_id });
  }
  return found;
}
