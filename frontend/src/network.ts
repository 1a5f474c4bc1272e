import { DOMAIN, type Device, type Hass } from "./hass.js";

/** A device of the integration with its entities: by their translation key, those that are shown. */
export interface Node {
  id: string;
  name: string;
  areaId: string | null;
  entities: ReadonlyMap<string, string>;
  /** What the device measures, what its owner looks for first. */
  readings: string[];
}

export interface GatewayNode extends Node {
  devices: Node[];
}

// What people look for at a device, before all else that it measures.
const LOOKED_FOR = [
  "temperature",
  "carbon_dioxide",
  "occupancy",
  "motion",
  "door",
  "window",
  "moisture",
  "smoke",
  "gas",
  "water",
  "distance",
  "power",
  "energy",
  "humidity",
  "illuminance",
  "pressure",
];

/** What Home Assistant's registries have of this integration's gateways. Firmware tasks are left out. */
export function network(hass: Hass): GatewayNode[] {
  const entities = entitiesByDevice(hass);
  const gateways = new Map<string, GatewayNode>();
  const devices: [string, Node][] = [];
  for (const device of Object.values(hass.devices)) {
    const identifier = device.identifiers.find(([domain]) => domain === DOMAIN)?.[1];
    if (identifier === undefined) continue;
    const [eui = "", rest] = identifier.split(/_(.*)/, 2);
    const node = nodeOf(device, identifier, entities.get(device.id));
    if (rest === undefined) gateways.set(eui, { ...node, devices: [] });
    else if (!rest.startsWith("fuota_")) devices.push([eui, node]);
  }
  for (const [eui, node] of devices) gateways.get(eui)?.devices.push(node);
  return [...gateways.values()];
}

interface Reading {
  id: string;
  rank: number;
  /** Whether it has no name but that of its class: "Temperature", not "Target temperature". */
  isPlain: boolean;
}

interface Found {
  byKey: Map<string, string>;
  readings: Reading[];
}

function entitiesByDevice(hass: Hass): Map<string, Found> {
  const found = new Map<string, Found>();
  for (const entity of Object.values(hass.entities)) {
    const { device_id: id, entity_id, platform, hidden, translation_key } = entity;
    if (platform !== DOMAIN || typeof id !== "string" || hidden === true) continue;
    let mine = found.get(id);
    if (mine === undefined) found.set(id, (mine = { byKey: new Map<string, string>(), readings: [] }));
    // Only what Home Assistant names by its class has no key: whether a gateway is connected.
    mine.byKey.set(translation_key ?? "connected", entity_id);
    const rank = LOOKED_FOR.indexOf(String(hass.states[entity_id]?.attributes.device_class));
    if (rank >= 0 && entity.entity_category === undefined) {
      mine.readings.push({ id: entity_id, rank, isPlain: translation_key === undefined });
    }
  }
  return found;
}

function nodeOf(device: Device, identifier: string, found: Found | undefined): Node {
  return {
    id: device.id,
    name: device.name_by_user ?? device.name ?? identifier,
    areaId: device.area_id,
    entities: found?.byKey ?? new Map<string, string>(),
    readings: (found?.readings ?? [])
      .sort(inOrder)
      .map((one) => one.id),
  };
}

function inOrder(one: Reading, other: Reading): number {
  return (
    one.rank - other.rank ||
    Number(other.isPlain) - Number(one.isPlain) ||
    one.id.localeCompare(other.id, undefined, { numeric: true })
  );
}
