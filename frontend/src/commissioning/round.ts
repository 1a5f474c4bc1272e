/** A round of devices that are commissioned one after the other, and what is kept from one to the next. */

import type { JoiningMessage } from "./messages.js";

export interface RoundDevice {
  devEui: string;
  name: string;
  areaId: string;
  /** What the sheet's QR code says. */
  code: string;
  deviceId: string | null;
  /** When it was added, in milliseconds since 1970. */
  addedAt: number;
  warnings: string[];
}

export interface Round {
  devices: readonly RoundDevice[];
  /** What was chosen for the last device: application, profile, codec, port, area. Never a key. */
  choices: Readonly<Record<string, string>>;
  /** Whether uplinks are read, so that the first one of each device can be waited for. */
  uplinks: boolean;
}

export const EMPTY: Round = { devices: [], choices: {}, uplinks: true };

/** Minutes after which somebody should look why a device is silent. */
export const JOIN_MINUTES = 3;
export const SPEAK_MINUTES = 15;

/** What stays the same for the next device. */
const KEPT = ["application_id", "profile_id", "f_port", "area_id"] as const;

function place(entryId: string): string {
  return `msns-round-${entryId}`;
}

/** The round of this browser tab, which survives that its page is loaded anew. */
export function keptRound(entryId: string, storage: Storage = sessionStorage): Round {
  try {
    const kept = JSON.parse(storage.getItem(place(entryId)) ?? "null") as Partial<Round> | null;
    return { ...EMPTY, ...kept };
  } catch {
    return EMPTY;
  }
}

export function keepRound(entryId: string, round: Round, storage: Storage = sessionStorage): void {
  storage.setItem(place(entryId), JSON.stringify(round));
}

/** The round with one device more, and what was chosen for it kept. */
export function withDevice(round: Round, device: RoundDevice, given: Readonly<Record<string, string>>): Round {
  const choices: Record<string, string> = { ...round.choices };
  for (const name of KEPT) choices[name] = given[name] ?? "";
  choices[codecKey(device.devEui)] = given.payload_codec_id ?? "";
  return { ...round, devices: [...round.devices.filter((one) => one.devEui !== device.devEui), device], choices };
}

/** Devices whose DevEUIs begin alike are of one model: what was chosen for one serves the others. */
export function codecKey(devEui: string): string {
  return `codec ${devEui.slice(0, 9)}`;
}

export type Standing =
  | "waiting"
  | "not_joined"
  | "joined"
  | "not_heard"
  | "strong"
  | "good"
  | "weak"
  | "poor"
  | "heard"
  | "gone"
  | "silent";

/** How a device is, in one of the words that the page has. */
export function standing(
  device: RoundDevice,
  joining: JoiningMessage | undefined,
  uplinks: boolean,
  now: number,
): Standing {
  const minutes = (now - device.addedAt) / 60_000;
  if (joining === undefined) return "waiting";
  switch (joining.state) {
    case "gone":
      return "gone";
    case "heard":
      return joining.signal ?? "heard";
    case "joined":
      return uplinks && minutes >= SPEAK_MINUTES ? "not_heard" : "joined";
    case "waiting":
      if (!joining.answers) return "silent";
      return minutes >= JOIN_MINUTES ? "not_joined" : "waiting";
  }
}
