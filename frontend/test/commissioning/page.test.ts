import { afterEach, describe, expect, it, vi } from "vitest";
import { CommissioningPage } from "../../src/commissioning/page.js";
import type { PanelGatewayMessage } from "../../src/panel/messages.js";
import { Words } from "../../src/words.js";
import { emptyHass } from "../hass.js";

const GATEWAY = { config_entry_id: "entry", name: "Roof", state: "answers", channel_plan: null } as PanelGatewayMessage;

afterEach(() => {
  document.body.replaceChildren();
  sessionStorage.clear();
});

describe("before a device is scanned", () => {
  async function shown(applications: object[]): Promise<() => string> {
    const { connection } = emptyHass();
    const response = { applications, profiles: [], devices: [] };
    const hass = emptyHass({
      connection: { ...connection, sendMessagePromise: () => Promise.resolve({ problems: [], response }) },
    });
    const page = new CommissioningPage();
    Object.assign(page, { hass, words: await Words.load(hass), gateway: GATEWAY, rest: [], narrow: true });
    document.body.append(page);
    await vi.waitFor(() => {
      expect(page.renderRoot.querySelector("msns-scanner")).not.toBeNull();
    });
    return () => page.renderRoot.querySelector("[role=alert]")?.textContent ?? "";
  }

  it("it is said that the gateway has no application yet, without which none can be added", async () => {
    const alert = await shown([]);
    await vi.waitFor(() => {
      expect(alert()).toContain("has no application yet");
    });
  });

  it("nothing is said where there is one", async () => {
    const alert = await shown([{ application_id: 1, app_name: "A" }]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(alert()).toBe("");
  });
});
