import { DOMAIN, type Hass } from "../hass.js";
import { problems } from "../panel/actions.js";
import type { Choice } from "./choice.js";
import type { FirmwareDevicesMessage } from "./messages.js";

/**
 * Reads which of a gateway's devices can have a firmware, and why the others can't. Throws `Problems`
 * where something is wrong with the firmware; `field` has the names of its fields.
 */
export async function readFittingDevices(
  hass: Hass,
  entryId: string,
  choice: Choice,
  field: (name: string) => string,
): Promise<FirmwareDevicesMessage> {
  const found = (await hass.connection.sendMessagePromise({
    type: `${DOMAIN}/firmware/devices`,
    config_entry_id: entryId,
    ...choice.given,
  })) as FirmwareDevicesMessage;
  if (found.problems.length > 0) throw await problems(hass, found.problems, field);
  return found;
}
