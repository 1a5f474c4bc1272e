/** Adds a device of a round to the gateway, and puts it where it belongs in Home Assistant. */

import { refusal } from "../actions.js";
import { DOMAIN, type Hass } from "../hass.js";
import { run } from "../panel/actions.js";
import { codeOf, type Label } from "./label.js";
import type { LookedUpMessage, ProposalsMessage } from "./messages.js";
import type { RoundDevice } from "./round.js";

export async function lookUp(hass: Hass, entryId: string, devEui: string): Promise<LookedUpMessage> {
  return (await send(hass, "look_up", entryId, devEui)) as LookedUpMessage;
}

export async function propose(hass: Hass, entryId: string, devEui: string): Promise<ProposalsMessage> {
  return (await send(hass, "propose", entryId, devEui)) as ProposalsMessage;
}

/**
 * Adds a device with what was `given` by the names of fields; what is blank is left to the gateway.
 * Throws, `Problems` where fields are wrong, only as long as it was not added: what fails afterwards
 * is a warning of the device. `field` is what the page calls a field.
 */
export async function addDevice(
  hass: Hass,
  entryId: string,
  label: Label,
  given: Readonly<Record<string, string>>,
  field: (name: string) => string,
): Promise<RoundDevice> {
  const { area_id: areaId = "", ...fields } = given;
  const data = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
  const response = await run(
    hass,
    "add_device",
    { config_entry_id: entryId, dev_eui: label.devEui, ...data },
    { label: field },
  );
  const device: RoundDevice = {
    devEui: label.devEui,
    name: given.name || label.devEui,
    areaId,
    code: codeOf(label),
    deviceId: null,
    addedAt: Date.now(),
    warnings: response.warnings ?? [],
  };
  try {
    const known = await lookUp(hass, entryId, label.devEui);
    device.deviceId = known.device_id;
    if (areaId !== "" && device.deviceId !== null) await setArea(hass, device.deviceId, areaId);
  } catch (error) {
    device.warnings.push(await refusal(hass, error));
  }
  return device;
}

function setArea(hass: Hass, deviceId: string, areaId: string): Promise<unknown> {
  return hass.connection.sendMessagePromise({
    type: "config/device_registry/update",
    device_id: deviceId,
    area_id: areaId,
  });
}

function send(hass: Hass, verb: string, entryId: string, devEui: string): Promise<unknown> {
  return hass.connection.sendMessagePromise({
    type: `${DOMAIN}/commissioning/${verb}`,
    config_entry_id: entryId,
    dev_eui: devEui,
  });
}
