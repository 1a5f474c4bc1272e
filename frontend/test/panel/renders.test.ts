import { html, type TemplateResult } from "lit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Hass } from "../../src/hass.js";
import { Page } from "../../src/panel/page.js";
import type { PanelGatewayMessage } from "../../src/panel/messages.js";
import type { Column } from "../../src/panel/rows.js";
import { Table } from "../../src/panel/table.js";
import { Words } from "../../src/words.js";
import { emptyHass } from "../hass.js";

const GATEWAY = { config_entry_id: "entry", state: "answers" } as PanelGatewayMessage;

class CountedPage extends Page {
  renders = 0;

  override render(): TemplateResult {
    this.renders++;
    return html``;
  }
}
customElements.define("test-counted-page", CountedPage);

afterEach(() => {
  document.body.replaceChildren();
  sessionStorage.clear();
});

describe("a page", () => {
  let hass: Hass;
  let page: CountedPage;

  beforeEach(async () => {
    hass = emptyHass();
    page = new CountedPage();
    Object.assign(page, { hass, words: await Words.load(hass), gateway: GATEWAY, rest: [], narrow: false });
    document.body.append(page);
    await page.updateComplete;
  });

  it("is not drawn anew for the state of something, and knows it", async () => {
    page.hass = { ...hass, states: { "sensor.one": { state: "1", attributes: {} } } };
    await page.updateComplete;
    expect(page.renders).toBe(1);
    expect(page.hass.states["sensor.one"]?.state).toBe("1");
  });

  it.each(["connection", "locale", "user", "devices", "areas"] as const)(
    "is drawn anew when Home Assistant has another `%s`",
    async (part) => {
      page.hass = { ...hass, [part]: { ...hass[part] } };
      await page.updateComplete;
      expect(page.renders).toBe(2);
    },
  );

  it("is drawn anew for what it was asked for together with a state", async () => {
    page.requestUpdate();
    page.hass = { ...hass, states: {} };
    await page.updateComplete;
    expect(page.renders).toBe(2);
  });
});

interface Row {
  key: string;
  kind: string;
}

describe("a table", () => {
  const kind = vi.fn((row: Row) => row.kind);
  const columns: Column<Row>[] = [{ key: "kind", label: "Kind", value: kind, filter: true }];
  const rows = Array.from({ length: 500 }, (_, n) => ({ key: String(n), kind: `Kind ${n % 3}` }));
  let table: Table<Row>;

  beforeEach(async () => {
    const hass = emptyHass();
    table = new Table<Row>();
    Object.assign(table, {
      words: await Words.load(hass),
      columns,
      rows,
      keyOf: (row: Row) => row.key,
      selectable: true,
    });
    document.body.append(table);
    await table.updateComplete;
    table.renderRoot.querySelector<HTMLButtonElement>("button[aria-expanded]")?.click();
    await table.updateComplete;
  });

  const choices = (): string[] =>
    [...table.renderRoot.querySelectorAll("select[data-key=kind] option")].map((one) => one.textContent.trim());

  it("does not look through all its rows with each step that it is scrolled", async () => {
    kind.mockClear();
    const scroll = table.renderRoot.querySelector<HTMLElement>(".scroll");
    if (scroll === null) throw new Error("nothing to scroll");
    scroll.scrollTop = 4800;
    scroll.dispatchEvent(new Event("scroll"));
    await table.updateComplete;
    expect(table.renderRoot.querySelector("[data-index='100']")).not.toBeNull();
    expect(kind.mock.calls.length).toBeLessThan(100);
  });

  it("offers what is there to choose from when its rows are others", async () => {
    expect(choices()).toEqual(["Any", "Kind 0 (167)", "Kind 1 (167)", "Kind 2 (166)"]);
    table.rows = rows.slice(0, 2);
    await table.updateComplete;
    expect(choices()).toEqual(["Any", "Kind 0 (1)", "Kind 1 (1)"]);
  });

  it("has both orders of each column on a phone, where no heading is seen", async () => {
    table.narrow = true;
    await table.updateComplete;
    const order = table.renderRoot.querySelector<HTMLSelectElement>(".tools > select");
    if (order === null) throw new Error("nothing to choose");
    const first = (): string | undefined =>
      table.renderRoot.querySelector("[data-index='0'] .two")?.textContent.trim();
    for (const [value, wanted] of [["-kind", "Kind 2"], ["kind", "Kind 0"]] as const) {
      order.value = value;
      order.dispatchEvent(new Event("change"));
      await table.updateComplete;
      expect(first()).toBe(wanted);
    }
  });

  it("knows whether all that can be selected is", async () => {
    const all = (): boolean | undefined =>
      table.renderRoot.querySelector<HTMLInputElement>(".head input[type=checkbox]")?.checked;
    table.refused = (row) => (row.key === "0" ? "no" : undefined);
    table.selected = new Set(rows.slice(1).map((row) => row.key));
    await table.updateComplete;
    expect(all()).toBe(true);
    table.selected = new Set(["1"]);
    await table.updateComplete;
    expect(all()).toBe(false);
  });

  it("draws its first rows when it is shown again, wherever it was scrolled to", async () => {
    const scroll = table.renderRoot.querySelector<HTMLElement>(".scroll");
    if (scroll === null) throw new Error("nothing to scroll");
    scroll.scrollTop = 4800;
    scroll.dispatchEvent(new Event("scroll"));
    await table.updateComplete;
    table.remove();
    document.body.append(table);
    await table.updateComplete;
    expect(table.renderRoot.querySelector("[data-index='0']")).not.toBeNull();
  });
});
