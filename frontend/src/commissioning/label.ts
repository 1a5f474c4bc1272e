/**
 * Reads what is printed on a device: a LoRaWAN QR code (TR005 of the LoRa Alliance, its drafts
 * included), the link on a Milesight label, or the text beside it, scanned or pasted.
 *
 * Whether the DevEUI may be added is for the gateway's own checks to say. Here is only found out
 * which one it is.
 */

import { isMilesight } from "../milesight.js";

export interface Label {
  devEui: string;
  joinEui?: string;
  /** Of a LoRaWAN QR code: who makes the device, and what it is, four digits each. */
  vendorId?: string;
  vendorProfileId?: string;
  ownerToken?: string;
  serialNumber?: string;
  proprietary?: string;
  /** Few labels have it. It is a secret. */
  appKey?: string;
}

/**
 * Why a text names no device. `nothing`: it has no DevEUI in it. `length`: what stands in a DevEUI's
 * place has not 16 hex digits. `schema`: a LoRaWAN QR code of a version that is not known. `several`:
 * more than one EUI, and nothing tells which is the DevEUI. `serial`: a serial number alone.
 */
export type Trouble = "nothing" | "length" | "schema" | "several" | "serial";

/** A text that names no device. `value` is what is wrong in it, never a key. */
export interface Unreadable {
  trouble: Trouble;
  value: string;
}

export type Reading = Label | Unreadable;

export function isLabel(reading: Reading): reading is Label {
  return "devEui" in reading;
}

/**
 * What a label's QR code says of a device, to be printed again. What makers put beside it is left out:
 * with an owner token a device can be claimed, and some put a key there.
 */
export function codeOf({ devEui, joinEui, vendorId, vendorProfileId }: Label): string {
  if (joinEui === undefined || vendorId === undefined || vendorProfileId === undefined) return devEui;
  return `LW:D0:${joinEui}:${devEui}:${vendorId}${vendorProfileId}`;
}

/** Of what is wrong, so much is repeated. */
const MOST_REPEATED = 40;
const EUI = /^[0-9A-F]{16}$/;
const KEY = /^[0-9A-F]{32}$/;
/** What stands before the EUIs in a LoRaWAN QR code: TR005 as it is, and in its drafts. */
const TR005 = /^(?:URN:)?LW:D(\d+):(.*)$/i;
const DRAFT = /^URN:(?:LW:DP|DEV:LW|LWDP):(.*)$/i;

const NAMES: Record<string, "devEui" | "joinEui" | "appKey" | "serialNumber"> = {
  deveui: "devEui",
  deviceeui: "devEui",
  eui: "devEui",
  joineui: "joinEui",
  appeui: "joinEui",
  appkey: "appKey",
  applicationkey: "appKey",
  sn: "serialNumber",
  serialnumber: "serialNumber",
};

/** Names of two words, which begin a value wherever they stand in a line. */
const NAMED = /\b(?:dev(?:ice)?|join|app(?:lication)?)[ _-]?(?:eui|key)\s*[:=]/gi;

export function readLabel(scanned: string): Reading {
  // Full width digits, marks that can't be seen, and blanks of every kind.
  const text = scanned.normalize("NFKC").replace(/[\u200B-\u200F\u2060\uFEFF\0]/g, "").trim();
  if (!text) return unreadable("nothing", "");
  const coded = text.replace(/\s+/g, "");
  const final = TR005.exec(coded);
  if (final) {
    const [, version = "", rest = ""] = final;
    return version === "0" ? ofCode(rest.split(":")) : unreadable("schema", `D${version}`);
  }
  const draft = DRAFT.exec(coded);
  if (draft) return ofCode((draft[1] ?? "").split(/[:_]/));
  const named = namedValues(text);
  if (named.size > 0) {
    const found = ofNames(named);
    if (found !== null) return isLabel(found) ? found : (onlyOne(text) ?? found);
  }
  const bare = ofBareText(text);
  return isLabel(bare) || bare.trouble !== "nothing" ? bare : (onlyOne(text) ?? bare);
}

/** The one DevEUI of Milesight that stands anywhere in a text, as in the path of a link. */
function onlyOne(text: string): Label | null {
  const found = new Set(text.toUpperCase().match(/[0-9A-F]+/g)?.filter((run) => EUI.test(run) && isMilesight(run)));
  const [devEui] = found;
  return devEui !== undefined && found.size === 1 ? { devEui } : null;
}

/** JoinEUI, DevEUI, ProfileID, and what may follow in any order, each with its letter before it. */
function ofCode(parts: string[]): Reading {
  const [joinEui = "", devEui = "", profileId = "", ...more] = parts.map((part) => part.trim());
  const eui = digits(devEui);
  if (!EUI.test(eui)) return unreadable("length", devEui);
  const label: Label = { devEui: eui };
  if (EUI.test(digits(joinEui))) label.joinEui = digits(joinEui);
  if (/^[0-9A-F]{8}$/i.test(profileId)) {
    label.vendorId = profileId.slice(0, 4).toUpperCase();
    label.vendorProfileId = profileId.slice(4).toUpperCase();
  }
  for (const part of more) {
    const value = part.slice(1);
    if (!value) continue;
    const letter = part.charAt(0).toUpperCase();
    // The QR code itself tells of errors, so its checksum (C) is passed over.
    if (letter === "O") label.ownerToken ??= value;
    else if (letter === "S") label.serialNumber ??= value;
    else if (letter === "P") label.proprietary ??= value;
  }
  return label;
}

/** Values with a name before them: in a link, in JSON, or one after the other. */
function namedValues(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of pairs(text)) {
    const known = NAMES[name.toLowerCase().replace(/[^a-z]/g, "")];
    if (known !== undefined && value && !found.has(known)) found.set(known, value);
  }
  return found;
}

function pairs(text: string): [string, string][] {
  if (text.startsWith("{")) {
    try {
      const row = JSON.parse(text) as Record<string, unknown>;
      return Object.entries(row).map(([name, value]) => [name, typeof value === "string" ? value : ""]);
    } catch {
      // Looks like JSON, and is read as any other text.
    }
  }
  const isLink = /^[a-z]+:\/\//i.test(text);
  // One after the other in a line, each begins with a name of two words.
  const query = isLink ? text.replace(/^[^?#]*[?#]?/, "") : text.replace(NAMED, "\n$&");
  return query.split(/[,;&|?#\r\n\t]+/).flatMap((part): [string, string][] => {
    const pair = /^\s*([A-Za-z][A-Za-z _/-]*?)\s*[:=]\s*(\S.*?)\s*$/.exec(part);
    return pair === null ? [] : [[pair[1] ?? "", decoded(pair[2] ?? "")]];
  });
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function ofNames(named: Map<string, string>): Reading | null {
  const serial = named.get("serialNumber");
  const given = named.get("devEui");
  let devEui = digits(given ?? "");
  // The link on labels of Milesight calls the DevEUI SN; other serial numbers have 16 digits, too.
  if (given === undefined && serial !== undefined && isMilesight(digits(serial))) {
    devEui = digits(serial);
  }
  if (!EUI.test(devEui)) {
    if (given !== undefined) return unreadable("length", given);
    return serial === undefined ? null : unreadable("serial", serial);
  }
  const label: Label = { devEui };
  const joinEui = digits(named.get("joinEui") ?? "");
  if (EUI.test(joinEui)) label.joinEui = joinEui;
  const appKey = digits(named.get("appKey") ?? "");
  if (KEY.test(appKey)) label.appKey = appKey;
  if (serial !== undefined && digits(serial) !== devEui) label.serialNumber = serial;
  return label;
}

/** The EUI that stands alone in a text, be it in groups, with a key beside it. */
function ofBareText(text: string): Reading {
  const whole = digits(text);
  if (EUI.test(whole)) return { devEui: whole };
  const words = text.split(/[\s,;|]+/).map(digits);
  const euis = [...new Set(words.filter((word) => EUI.test(word)))];
  const ours = euis.filter(isMilesight);
  const [devEui, another] = ours.length === 1 ? ours : euis;
  if (devEui === undefined) {
    // One alone that is too long or too short is most likely a slip of the hand.
    const isSlip = /^[0-9A-F]{10,24}$/.test(whole) && words.length === 1;
    return isSlip ? unreadable("length", text) : unreadable("nothing", shown(text));
  }
  if (another !== undefined) return unreadable("several", euis.join(", "));
  const label: Label = { devEui };
  const keys = words.filter((word) => KEY.test(word));
  if (keys.length === 1 && keys[0] !== undefined) label.appKey = keys[0];
  return label;
}

function digits(value: string): string {
  return value.replace(/[\s:.-]/g, "").toUpperCase();
}

/** Of a text that is nothing, as much as can't be a key. */
function shown(text: string): string {
  return text.replace(/[0-9a-f]{20,}/gi, "…");
}

function unreadable(trouble: Trouble, value: string): Unreadable {
  return { trouble, value: value.length > MOST_REPEATED ? `${value.slice(0, MOST_REPEATED)}…` : value };
}
