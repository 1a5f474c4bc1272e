import { afterEach, expect, it } from "vitest";
import { BulkDialog } from "../../src/panel/bulk-dialog.js";
import { Words } from "../../src/words.js";
import { emptyHass } from "../hass.js";

afterEach(() => {
  document.body.replaceChildren();
});

it("tells of the devices of which the gateway kept something otherwise", async () => {
  const tell: ((message: unknown) => void)[] = [];
  const base = emptyHass();
  const hass = emptyHass({
    connection: {
      ...base.connection,
      subscribeMessage: (callback: (message: never) => void) => {
        tell.push(callback as (message: unknown) => void);
        return Promise.resolve(() => Promise.resolve());
      },
    },
  });
  const dialog = new BulkDialog();
  Object.assign(dialog, {
    hass,
    words: await Words.load(hass),
    gateway: { config_entry_id: "entry" },
    devices: [{ dev_eui: "24E124136D000001", name: "Lobby", application_id: 1 }],
    applications: [{ application_id: 2, app_name: "energy" }],
    profiles: [],
    codecs: [],
  });
  document.body.append(dialog);
  await dialog.updateComplete;
  const find = (selector: string): HTMLElement | null | undefined =>
    dialog.shadowRoot?.querySelector<HTMLElement>(selector);
  const settled = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve));
    await dialog.updateComplete;
  };
  const result = { dev_eui: "24E124136D000001", problems: [], reason: null, differences: [] };
  const ended = { done: 1, total: 1, ended: true };

  const change = { name: "application_id", value: "2" };
  find("msns-form")?.dispatchEvent(new CustomEvent("msns-change", { detail: change }));
  await settled();
  for (const differences of [[], ["application_id"]]) {
    find("button.main")?.click();
    tell.at(-1)?.({ ...ended, results: [{ ...result, differences }] });
    await settled();
  }

  expect(find("ul")?.textContent).toContain("Lobby: Application");
});
