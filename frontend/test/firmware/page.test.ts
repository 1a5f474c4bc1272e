import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { official } from "../../src/firmware/choice.js";
import { OfficialView } from "../../src/firmware/official-view.js";
import { FirmwarePage } from "../../src/firmware/page.js";
import { DOMAIN, type Connection, type Hass } from "../../src/hass.js";
import type { PanelGatewayMessage } from "../../src/panel/messages.js";
import { Words } from "../../src/words.js";
import { emptyHass } from "../hass.js";

const GATEWAY = { config_entry_id: "entry", eui: "24E1", state: "answers", has_fuota: true } as PanelGatewayMessage;
const firmware = { model: "WT201", official_firmware_id: "7", name: "WT201 1.4", firmware_version: "1.4" };

const send = vi.fn<Connection["sendMessagePromise"]>();
let hass: Hass;

beforeEach(() => {
  send.mockReset().mockReturnValue(new Promise(() => undefined));
  hass = emptyHass({ connection: { ...emptyHass().connection, sendMessagePromise: send } });
});

afterEach(() => {
  document.body.replaceChildren();
});

it("the devices are read when the browser goes on to their step", async () => {
  const page = new FirmwarePage();
  Object.assign(page, { hass, words: await Words.load(hass), gateway: GATEWAY, rest: [], narrow: false });
  document.body.append(page);
  await page.updateComplete;
  const step = page.renderRoot.querySelector("msns-firmware-choice");
  step?.dispatchEvent(new CustomEvent("msns-chosen", { detail: official(firmware as never) }));
  page.rest = ["devices"];
  await page.updateComplete;
  expect(send).toHaveBeenCalledWith(expect.objectContaining({ type: `${DOMAIN}/firmware/devices`, model: "WT201" }));
});

describe("the releases of a model that could not be read", () => {
  let view: OfficialView;
  let isSilent: boolean;

  beforeEach(async () => {
    isSilent = true;
    send.mockImplementation(({ action }) => {
      if (action === "list_official_models") return Promise.resolve({ problems: [], response: { models: ["WT201"] } });
      if (isSilent) return Promise.reject(new Error("It is silent."));
      return Promise.resolve({ problems: [], response: { firmware: [{ ...firmware, frequency_bands: [] }] } });
    });
    view = new OfficialView();
    Object.assign(view, { hass, words: await Words.load(hass), gateway: GATEWAY, chosen: official(firmware as never) });
    document.body.append(view);
    await vi.waitFor(() => {
      expect(view.renderRoot.querySelector("[role=alert]")?.textContent).toBe("It is silent.");
      expect(view.renderRoot.querySelector("button")).not.toBeNull();
    });
    isSilent = false;
  });

  const names = (): string[] => [...view.renderRoot.querySelectorAll(".choice label")].map((one) => one.textContent);

  it("are read again by a button", async () => {
    view.renderRoot.querySelector("button")?.click();
    await vi.waitFor(() => {
      expect(names()).toEqual(["WT201 1.4"]);
    });
  });

  it("are read again when the gateway is back", async () => {
    view.gateway = { ...GATEWAY, state: "silent" };
    await view.updateComplete;
    view.gateway = { ...GATEWAY };
    await vi.waitFor(() => {
      expect(names()).toEqual(["WT201 1.4"]);
    });
  });
});
