/** What is used of Home Assistant's front end; the whole of it has no published types. */

import type { PropertyDeclaration } from "lit";

export interface Connection {
  /** The callback takes whatever its command sends. */
  subscribeMessage(
    callback: (message: never) => void,
    message: Record<string, unknown>,
    options?: { resubscribe?: boolean },
  ): Promise<() => Promise<void>>;
  addEventListener(event: "ready", listener: () => void): void;
  removeEventListener(event: "ready", listener: () => void): void;
  sendMessagePromise(message: Record<string, unknown>): Promise<unknown>;
}

export interface Locale {
  language: string;
  number_format: string;
  time_format: string;
  time_zone: string;
}

export interface Device {
  id: string;
  name: string | null;
  name_by_user: string | null;
  identifiers: [string, string][];
  area_id: string | null;
  via_device_id: string | null;
  model?: string | null;
  entry_type?: string | null;
  primary_config_entry?: string | null;
  config_entries?: string[];
}

export interface Entity {
  entity_id: string;
  device_id?: string | null;
  platform?: string;
  translation_key?: string;
  area_id?: string | null;
  hidden?: boolean;
  entity_category?: string;
}

export interface State {
  state: string;
  attributes: Record<string, unknown>;
}

export type Localize = (key: string, values?: Record<string, string | number>) => string;

export interface Hass {
  connection: Connection;
  user?: { is_admin: boolean; id: string };
  locale: Locale;
  config: { time_zone: string };
  devices: Record<string, Device>;
  entities: Record<string, Entity>;
  areas: Record<string, { area_id: string; name: string; icon?: string | null }>;
  states: Record<string, State>;
  localize: Localize;
  loadBackendTranslation(category: string, integration: string): Promise<Localize>;
}

/** What elements show of `hass`, or ask through it. */
const SHOWN = ["connection", "locale", "user", "devices", "areas"] as const;

/**
 * `hass` as a property of an element that shows no states. Home Assistant gives a new object with each
 * state of anything: one in which nothing else has changed is taken, and nothing is drawn for it.
 */
export const HASS: PropertyDeclaration<Hass | undefined> = {
  attribute: false,
  hasChanged: (now, before) => SHOWN.some((part) => now?.[part] !== before?.[part]),
};

export const DOMAIN = "milesight_network_server";

/** A device's name as its owner has it, else as the integration gave it. */
export function deviceName(hass: Hass, id: string | null, otherwise: string): string {
  const device = id === null ? undefined : hass.devices[id];
  return device?.name_by_user ?? device?.name ?? otherwise;
}

/** Opens a page of Home Assistant, as its own links do. */
export function navigate(path: string): void {
  history.pushState(null, "", path);
  window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: false } }));
}

/** Goes to an address without leaving the one before behind. */
export function replace(path: string): void {
  history.replaceState(null, "", path);
  window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: true } }));
}

export function devicePage(id: string): string {
  return `/config/devices/device/${id}`;
}
