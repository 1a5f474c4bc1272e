import { html } from "lit";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Hass } from "../../src/hass.js";
import { ListPage } from "../../src/panel/list-page.js";
import { ListStore } from "../../src/panel/list-store.js";
import type { PanelGatewayMessage } from "../../src/panel/messages.js";
import type { Table } from "../../src/panel/table.js";
import { Words } from "../../src/words.js";
import { emptyHass } from "../hass.js";

interface Row {
  id: string;
}

class Things extends ListPage<Row> {
  protected readonly path = "things";
  protected readonly list = new ListStore<Row>(this, "things", (row) => row.id);

  protected keyOf(row: Row): string {
    return row.id;
  }
  protected columns(): [] {
    return [];
  }
  protected counted(count: number): string {
    return String(count);
  }
  protected dialog(row: Row | undefined, gone: boolean): unknown {
    return html`<p class="dialog">${row?.id ?? "new"}${gone ? " gone" : ""}</p>`;
  }
  protected first(): unknown {
    return "first";
  }
  protected actions(chosen: readonly Row[]): unknown {
    return html`<p class="chosen">${chosen.map((one) => one.id).join()}</p>`;
  }
}
customElements.define("test-things-page", Things);

const HERE = "/lorawan/entry/things";

let page: Things;
let send: (message: object) => void;

beforeEach(async () => {
  history.replaceState(null, "", `${HERE}?search=x`);
  const { connection } = emptyHass();
  const hass: Hass = emptyHass({
    connection: {
      ...connection,
      subscribeMessage: (take) => {
        send = take as (message: object) => void;
        return Promise.resolve(() => Promise.resolve());
      },
    },
  });
  page = new Things();
  const gateway = { config_entry_id: "entry", state: "answers" } as PanelGatewayMessage;
  Object.assign(page, { hass, words: await Words.load(hass), gateway, rest: [], narrow: false });
  document.body.append(page);
  await page.updateComplete;
});

afterEach(() => {
  document.body.replaceChildren();
  sessionStorage.clear();
});

async function listed(ids: readonly string[], complete = true): Promise<void> {
  send({ fresh: true, rows: ids.map((id) => ({ id })), gone: [], complete });
  await page.updateComplete;
}

async function go(...rest: readonly string[]): Promise<void> {
  history.replaceState(null, "", [HERE, ...rest].join("/") + "?search=x");
  page.rest = rest;
  await page.updateComplete;
}

const text = (selector: string): string | undefined => page.renderRoot.querySelector(selector)?.textContent;

it("what somebody else has deleted is selected no more", async () => {
  await listed(["a", "b"]);
  const table = page.renderRoot.querySelector<Table>("msns-table");
  table?.dispatchEvent(new CustomEvent("msns-select", { detail: new Set(["a", "b"]) }));
  await page.updateComplete;
  await listed(["b"]);
  expect([...(table?.selected ?? [])]).toEqual(["b"]);
});

it("an address that names nothing that is there becomes that of the list", async () => {
  await listed(["a"]);
  await go("nothing");
  expect(location.pathname + location.search).toBe(`${HERE}?search=x`);
});

it.each(["a", "new"])("an address that names something keeps its name: %s", async (name) => {
  await listed(["a"]);
  await go(name);
  expect(location.pathname).toBe(`${HERE}/${name}`);
  expect(text(".dialog")).toBe(name);
});

it("an address keeps its name until all of the list is read", async () => {
  await listed([], false);
  await go("a");
  expect(location.pathname).toBe(`${HERE}/a`);
});

it("what is open stays open when somebody else deletes it", async () => {
  await listed(["a", "b"]);
  await go("a");
  await listed(["b"]);
  expect(location.pathname).toBe(`${HERE}/a`);
  expect(text(".dialog")).toBe("a gone");
});
